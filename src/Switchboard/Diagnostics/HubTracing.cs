using System.Diagnostics;

namespace Switchboard.Diagnostics;

/// <summary>The spans that the hub records. They name what was done and in which namespace; never users, channels, payloads or tokens.</summary>
internal static class HubTracing
{
    /// <summary>The name of the source.</summary>
    public const string SourceName = "Switchboard";

    // What every vendor must be able to pass on.
    private const int MaxStateLength = 512;

    /// <summary>The source.</summary>
    public static ActivitySource Source { get; } = new(SourceName);

    /// <summary>Begins the span of a publish.</summary>
    /// <param name="space">The name of the channel's namespace.</param>
    /// <param name="isByClient">
    /// Whether a connection publishes. Its request lasts as long as the connection does, so that the span stands on its own and is linked to it.
    /// </param>
    public static Activity? StartPublish(string space, bool isByClient)
    {
        var activity = isByClient ? StartLinked("switchboard.publish", ActivityKind.Server) : Source.StartActivity("switchboard.publish", ActivityKind.Producer);
        return activity?.SetTag("switchboard.namespace", space);
    }

    /// <summary>Begins the span of a call, from its arrival to its end. A handler of the application runs within it.</summary>
    /// <param name="space">The name of the method's namespace.</param>
    /// <param name="isByClient">Whether a connection calls; see <see cref="StartPublish"/>.</param>
    public static Activity? StartCall(string space, bool isByClient)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var activity = isByClient ? StartLinked("switchboard.call", ActivityKind.Server) : Source.StartActivity("switchboard.call");
        return activity?.SetTag("switchboard.namespace", space);
    }

    /// <summary>Begins the span of an attempt at a job, within the trace in which it was submitted.</summary>
    /// <param name="space">The name of the method's namespace.</param>
    /// <param name="parent">That trace, as <c>traceparent</c>; null for none.</param>
    public static Activity? StartJob(string space, string? parent)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var context = ActivityContext.TryParse(parent, traceState: null, isRemote: true, out var known) ? known : default;
        return Source.StartActivity("switchboard.job", ActivityKind.Consumer, context)?.SetTag("switchboard.namespace", space);
    }

    /// <summary>Begins the span of a message of an event source. Whoever sent the message is the parent where the message says so; the publish is the child.</summary>
    /// <param name="source">The name of the source.</param>
    /// <param name="parent">The message's <c>traceparent</c>; null or malformed for none.</param>
    /// <param name="state">The message's <c>tracestate</c>.</param>
    public static Activity? StartEvent(string source, string? parent, string? state)
    {
        var context = ActivityContext.TryParse(parent, state, isRemote: true, out var sender) ? sender : default;
        return Source.StartActivity("switchboard.event", ActivityKind.Consumer, context)?.SetTag("switchboard.source", source);
    }

    /// <summary>Begins the span of a client's connect command.</summary>
    /// <param name="transport">How the client is connected.</param>
    public static Activity? StartConnect(string transport)
        => Source.HasListeners() ? StartLinked("switchboard.connect", ActivityKind.Server)?.SetTag("switchboard.transport", transport) : null;

    /// <summary>Begins the span of a call of the HTTP API. The span of its HTTP request is the parent.</summary>
    /// <param name="method">The method, such as <c>publish</c>.</param>
    public static Activity? StartApi(string method)
        => Source.HasListeners() ? Source.StartActivity($"switchboard.api {method}") : null;

    /// <summary>Notes that what a span stands for was refused.</summary>
    public static void Refuse(Activity? activity, ErrorCode? error)
    {
        if (activity is not null && error is not null)
        {
            activity.SetStatus(ActivityStatusCode.Error, error.Message);
            activity.SetTag("switchboard.error", error.Code);
        }
    }

    /// <summary>The W3C context of what is under way, for those whom a message reaches; empty texts for none.</summary>
    /// <param name="isByClient">Whether a connection causes it; see <see cref="StartPublish"/>.</param>
    public static (string Parent, string State) Carried(bool isByClient)
        => Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity && (!isByClient || activity.Source == Source)
            ? (activity.Id ?? "", activity.TraceStateString is { Length: <= MaxStateLength } state ? state : "")
            : ("", "");

    private static Activity? StartLinked(string name, ActivityKind kind)
    {
        var request = Activity.Current;
        Activity.Current = null;
        var activity = Source.StartActivity(name, kind, parentContext: default, links: request is null ? null : [new ActivityLink(request.Context)]);
        if (activity is null)
        {
            Activity.Current = request;
        }

        return activity;
    }
}
