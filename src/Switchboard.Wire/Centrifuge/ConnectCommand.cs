using System.Collections.ObjectModel;

namespace Switchboard.Wire.Centrifuge;

/// <summary>Authenticates the connection; the first command of every connection.</summary>
/// <param name="Id">The command's id.</param>
public sealed record ConnectCommand(uint Id) : CentrifugeCommand(Id)
{
    /// <summary>The connection token; empty for none.</summary>
    public string Token { get; init; } = "";

    /// <summary>Application data for whoever decides about the connection; empty for none.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Server-side subscriptions that the client knows from before, with the positions to recover from.</summary>
    public IReadOnlyDictionary<string, SubscribeCommand> Subscriptions { get; init; } = ReadOnlyDictionary<string, SubscribeCommand>.Empty;

    /// <summary>The client library's name.</summary>
    public string Name { get; init; } = "";

    /// <summary>The client application's version.</summary>
    public string Version { get; init; } = "";

    /// <summary>Headers that the client could not send as HTTP headers; untrusted.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = ReadOnlyDictionary<string, string>.Empty;
}
