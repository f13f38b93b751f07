namespace Switchboard.Wire.Centrifuge;

/// <summary>A command as the client sent it. Payloads are copies: they outlive the frame that they came in.</summary>
/// <param name="Id">Pairs the command with its reply; 0 where the client gave none.</param>
public abstract record CentrifugeCommand(uint Id)
{
    private uint _id = Id;

    /// <summary>Pairs the command with its reply; 0 where the client gave none.</summary>
    public uint Id
    {
        get => _id;
        init => _id = value;
    }

    /// <summary>Completes a command that was read before its id: JavaScript clients put the id last. Only for codecs.</summary>
    internal void Identify(uint id) => _id = id;
}
