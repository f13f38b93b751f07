using System.Text.Json;
using Switchboard.Configuration;

namespace Switchboard.Webhooks;

/// <summary>What deciding requests carry on from the client's own request.</summary>
internal static class WebhookHeaders
{
    /// <summary>The headers of a connect request.</summary>
    public static List<KeyValuePair<string, string>> Of(ConnectingContext context, HttpHookSettings http)
    {
        var headers = Of((DecidingContext)context, http);
        foreach (var name in http.ClientHeaders)
        {
            var given = context.ClientHeaders.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (given.Key is not null && !headers.Exists(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)))
            {
                headers.Add(KeyValuePair.Create(name, given.Value));
            }
        }

        return headers;
    }

    /// <summary>The headers of any other.</summary>
    public static List<KeyValuePair<string, string>> Of(DecidingContext context, HttpHookSettings http)
    {
        var headers = new List<KeyValuePair<string, string>>(http.Headers.Length);
        foreach (var name in http.Headers)
        {
            if (context.Header(name) is { } value)
            {
                headers.Add(KeyValuePair.Create(name, value));
            }
        }

        return headers;
    }

    /// <summary>Writes the client library's name and version.</summary>
    public static void WriteClient(Utf8JsonWriter writer, string clientName)
    {
        if (clientName.Length > 0)
        {
            var space = clientName.IndexOf(' ', StringComparison.Ordinal);
            writer.WriteString("name", space < 0 ? clientName : clientName[..space]);
            if (space >= 0)
            {
                writer.WriteString("version", clientName[(space + 1)..]);
            }
        }
    }
}
