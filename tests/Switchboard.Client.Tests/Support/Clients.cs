using System.Text;

namespace Switchboard.Client.Tests.Support;

/// <summary>Makes clients that do not dawdle.</summary>
internal static class Clients
{
    public static CancellationToken Patience => TestContext.Current.CancellationToken;

    /// <summary>A client of a hub, which is not connected yet.</summary>
    public static SwitchboardClient Create(Uri url, Action<SwitchboardClientOptions>? configure = null)
    {
        var options = new SwitchboardClientOptions { Url = url, RequestTimeout = Specs.Patience.Limit, ConnectTimeout = Specs.Patience.Limit };
        options.Backoff.InitialDelay = TimeSpan.FromMilliseconds(10);
        options.Backoff.MaxDelay = TimeSpan.FromMilliseconds(100);
        configure?.Invoke(options);
        return new SwitchboardClient(options);
    }

    /// <summary>A connected client.</summary>
    public static async Task<SwitchboardClient> ConnectAsync(Uri url, Action<SwitchboardClientOptions>? configure = null)
    {
        var client = Create(url, configure);
        await client.ConnectAsync(Patience);
        return client;
    }

    /// <summary>Has a client go by a test's clock, which may pass hours at once, and not miss pings that come in real time.</summary>
    public static void GoBy(TimeProvider time, SwitchboardClientOptions options)
    {
        options.TimeProvider = time;
        options.MaxServerPingDelay = TimeSpan.FromDays(1);
    }

    public static ReadOnlyMemory<byte> Json(string text) => Encoding.UTF8.GetBytes(text);
}
