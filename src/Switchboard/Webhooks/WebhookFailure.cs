using System.Text.Json;
using Switchboard.Configuration;
using Switchboard.Hooks;

namespace Switchboard.Webhooks;

/// <summary>Says in one sentence why a request to the back end came to nothing.</summary>
internal static class WebhookFailure
{
    /// <summary>Whether a failure is the back end's, or the network's, and not a mistake of this program.</summary>
    public static bool IsExpected(Exception exception)
        => exception is HttpRequestException or OperationCanceledException or IOException or JsonException or FormatException or InvalidOperationException;

    /// <summary>The failure as hooks report it.</summary>
    public static HookFailureException Of(Uri address, Exception exception) => new(Describe(address, exception));

    /// <summary>The sentence.</summary>
    public static string Describe(Uri address, Exception exception) => $"The back end at {SafeText.OfAddress(address)} {ReasonOf(exception)}.";

    private static string ReasonOf(Exception exception) => exception switch
    {
        HttpRequestException { StatusCode: { } status } => $"answered HTTP {(int)status}",
        HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => "answered with more than hooks.http.maxResponseBytes",
        OperationCanceledException => "did not answer within hooks.http.timeoutMilliseconds or hooks.decisionTimeoutMilliseconds",
        JsonException or FormatException or InvalidOperationException => $"gave an answer that is not in its form ({exception.Message.TrimEnd('.')})",
        _ => $"cannot be reached ({exception.GetBaseException().Message.TrimEnd('.')})",
    };
}
