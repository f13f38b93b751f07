namespace Switchboard;

/// <summary>The catalogue of reasons for which a subscription ends. docs/codes.md tells what to do about each.</summary>
public static class UnsubscribeCodes
{
    /// <summary>The server ended the subscription for good.</summary>
    public static UnsubscribeCode Server { get; } = new(2000, "server unsubscribe");

    /// <summary>The subscription fell behind its stream; subscribe again to recover.</summary>
    public static UnsubscribeCode InsufficientState { get; } = new(2500, "insufficient state");

    /// <summary>The subscription's token expired and no new one came.</summary>
    public static UnsubscribeCode Expired { get; } = new(2501, "subscription expired");

    /// <summary>What the client knows of the subscription is no longer valid.</summary>
    public static UnsubscribeCode StateInvalidated { get; } = new(2502, "state invalidated");

    /// <summary>Every unsubscribe code of the catalogue, in the order of its numbers.</summary>
    public static IReadOnlyList<UnsubscribeCode> All { get; } = [Server, InsufficientState, Expired, StateInvalidated];
}

/// <summary>Why the server ended a subscription. From 2500 on the client subscribes again by itself.</summary>
/// <param name="Code">The number on the wire.</param>
/// <param name="Reason">The text on the wire.</param>
public sealed record UnsubscribeCode(uint Code, string Reason)
{
    /// <summary>Whether a client should subscribe again: from 2500 on.</summary>
    public bool Resubscribe => Code >= 2500;
}
