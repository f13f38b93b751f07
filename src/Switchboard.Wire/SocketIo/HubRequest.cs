using Switchboard.Wire.Centrifuge;

namespace Switchboard.Wire.SocketIo;

/// <summary>What a client asks of the hub, in the one object that it sends with the event. Which fields count depends on the event.</summary>
public sealed record HubRequest
{
    /// <summary>The channel.</summary>
    public string Channel { get; init; } = "";

    /// <summary>A token for the subscription or connection; empty for none.</summary>
    public string Token { get; init; } = "";

    /// <summary>Whether to recover what was missed behind <see cref="Position"/>.</summary>
    public bool Recover { get; init; }

    /// <summary>Where the client is.</summary>
    public Position Position { get; init; } = new(0, "");

    /// <summary>Whether events with a name come with a second argument that says more about the publication.</summary>
    public bool Meta { get; init; }

    /// <summary>Whether the coming and going of others is to be told.</summary>
    public bool JoinLeave { get; init; }

    /// <summary>A JSON value; empty for none.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>The filter over tags; null for none.</summary>
    public TagFilter? Filter { get; init; }

    /// <summary>Bits of <see cref="SubscribeCommand"/>.</summary>
    public long Flags { get; init; }

    /// <summary>How many publications of history; -1 for a page.</summary>
    public int Limit { get; init; } = -1;

    /// <summary>The position to read history from; null for the beginning.</summary>
    public Position? Since { get; init; }

    /// <summary>Of a map: where the page of entries before ended; empty for the first.</summary>
    public string Cursor { get; init; } = "";

    /// <summary>Of a map: what is asked for, <see cref="MapPhase"/>; 0 where the client leaves it to the hub.</summary>
    public int Phase { get; init; }

    /// <summary>Of an ordered map: the lowest score first.</summary>
    public bool Ascending { get; init; }

    /// <summary>Whether history is read backwards.</summary>
    public bool Reverse { get; init; }
}
