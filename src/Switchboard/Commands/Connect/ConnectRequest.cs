using System.Collections.ObjectModel;
using Switchboard.Commands.Subscribe;
using Switchboard.Connections;
using Switchboard.Subscriptions;
using Switchboard.Timing;

namespace Switchboard.Commands.Connect;

/// <summary>A client's wish to be let in.</summary>
internal sealed record ConnectRequest
{
    /// <summary>A connection token; empty for none.</summary>
    public string Token { get; init; } = "";

    /// <summary>Application data for the hooks that decide; empty for none.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>What the client gave in place of HTTP headers; untrusted.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Channels that the client knows or wants, with where it is in them.</summary>
    public IReadOnlyDictionary<string, SubscribeRequest> Subscriptions { get; init; } = new Dictionary<string, SubscribeRequest>(StringComparer.Ordinal);

    /// <summary>Where the client is in a channel that it has been subscribed to before; null where it cannot tell. Goes before <see cref="Subscriptions"/>.</summary>
    public Func<string, Position?> ResumeFrom { get; init; } = static _ => null;

    /// <summary>The client library's name and version.</summary>
    public string ClientName { get; init; } = "";
}

/// <summary>A client has been let in.</summary>
/// <param name="Lifetime">How long the connection lives.</param>
/// <param name="Data">JSON for the client; empty for none.</param>
/// <param name="Subscriptions">Its server-side subscriptions, on hold.</param>
internal sealed record ConnectResult(Lifetime Lifetime, ReadOnlyMemory<byte> Data, IReadOnlyList<SubscribeResult> Subscriptions)
{
    /// <summary>How it was found out who the client is, for the audit.</summary>
    public string Way { get; init; } = "";

    /// <summary>The last instruction before the connect began; null where none can have come since.</summary>
    public InstructionEntry? Began { get; init; }
}
