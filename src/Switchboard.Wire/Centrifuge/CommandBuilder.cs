namespace Switchboard.Wire.Centrifuge;

/// <summary>Gathers the parts of one command, which may come in any order.</summary>
internal struct CommandBuilder
{
    private CentrifugeCommand? _command;
    private RequestField _field;

    /// <summary>The command's id; 0 until one was read.</summary>
    public uint Id { get; set; }

    /// <summary>Takes a request unless one was offered that goes before it. Of two in the same field the later one counts.</summary>
    public void Offer(RequestField field, CentrifugeCommand command)
    {
        if (_command is null || field <= _field)
        {
            _command = command;
            _field = field;
        }
    }

    /// <summary>The command that was read. One without id and request is the pong, whatever unknown fields it had.</summary>
    public readonly CentrifugeCommand Build()
    {
        if (_command is null)
        {
            return Id == 0 ? PongCommand.Instance : new UnknownCommand(Id);
        }

        _command.SetId(Id);
        return _command;
    }
}

/// <summary>The requests that a command may hold, by their field numbers; where there are several, the smallest one counts.</summary>
internal enum RequestField
{
    None = 0,
    Connect = 4,
    Subscribe = 5,
    Unsubscribe = 6,
    Publish = 7,
    Presence = 8,
    PresenceStats = 9,
    History = 10,
    Ping = 11,
    Send = 12,
    Rpc = 13,
    Refresh = 14,
    SubRefresh = 15,
}
