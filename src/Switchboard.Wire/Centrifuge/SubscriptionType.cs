namespace Switchboard.Wire.Centrifuge;

/// <summary>The kinds of channels that a subscribe or publish command is about.</summary>
public static class SubscriptionType
{
    /// <summary>A stream of publications.</summary>
    public const int Stream = 0;

    /// <summary>A map of entries.</summary>
    public const int Map = 1;

    /// <summary>A map of the connections in another channel.</summary>
    public const int MapClients = 2;

    /// <summary>A map of the users in another channel.</summary>
    public const int MapUsers = 3;
}

/// <summary>What a client of a map asks for, and how far a reply has brought it.</summary>
public static class MapPhase
{
    /// <summary>It receives changes as they come.</summary>
    public const int Live = 0;

    /// <summary>It is sent the changes behind a position, page by page.</summary>
    public const int Stream = 1;

    /// <summary>It is sent the entries, page by page.</summary>
    public const int State = 2;
}
