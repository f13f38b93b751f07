using System.Diagnostics;

namespace Switchboard.Client.Diagnostics;

/// <summary>The spans of a client: the activity source Switchboard.Client. They name channels and methods, never payloads or credentials.</summary>
internal static class ClientTracing
{
    private static readonly ActivitySource _source = new(ClientMetrics.Name);

    /// <summary>Starts a span; null where there is no listener.</summary>
    /// <param name="operation">What is done.</param>
    /// <param name="subject">The channel or method.</param>
    public static Activity? Start(string operation, string subject)
    {
        var activity = _source.StartActivity($"switchboard.client.{operation}", operation is "receive" ? ActivityKind.Consumer : ActivityKind.Client);
        activity?.SetTag("switchboard.subject", subject);
        return activity;
    }

    /// <summary>Records the failure of a span.</summary>
    public static void RecordFailure(Activity? activity, Exception exception)
        => activity?.SetStatus(ActivityStatusCode.Error, exception.GetType().Name);
}
