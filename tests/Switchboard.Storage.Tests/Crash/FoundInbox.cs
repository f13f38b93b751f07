using System.Text.Json.Nodes;

namespace Switchboard.Storage.Tests.Crash;

/// <summary>What there is of a user.</summary>
/// <param name="Messages">The messages, archived ones among them.</param>
/// <param name="Unread">How many are unread, as the server counts.</param>
internal sealed record FoundInbox(IReadOnlyList<FoundMessage> Messages, long Unread)
{
    /// <summary>What was published in the user's personal channel, in order; empty where there is none.</summary>
    public IReadOnlyList<FoundNotice> Notices { get; init; } = [];
}

/// <summary>A message that is in an inbox.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Text">Its payload.</param>
/// <param name="Sender">The sending user; empty for a service.</param>
internal sealed record FoundMessage(string Id, string Text, string Sender)
{
    public MessageState State { get; init; }

    public bool IsArchived { get; init; }

    /// <summary>When it was accepted, in Unix milliseconds.</summary>
    public long Time { get; init; }

    /// <summary>By how much it says that it is late; null where it does not.</summary>
    public long? LateMilliseconds { get; init; }
}

/// <summary>A publication in a user's personal channel.</summary>
/// <param name="Event">Empty for a message; <c>receipt</c> or <c>mark</c> for a notice of the hub.</param>
/// <param name="Id">The message that it is, or is about.</param>
/// <param name="State">The state that a receipt tells.</param>
internal sealed record FoundNotice(string Event, string Id, MessageState State);

/// <summary>What a sender is told of a message.</summary>
/// <param name="Sender">The sending user; empty for a service.</param>
/// <param name="State">The message's state.</param>
internal sealed record FoundState(string Sender, MessageState State);

/// <summary>States and marks as they are called on the wire.</summary>
internal static class FoundStates
{
    public static MessageState Parse(JsonNode? name) => Enum.Parse<MessageState>((string)name!, ignoreCase: true);

    public static string NameOf(InboxMark mark) => mark switch
    {
        InboxMark.Delivered => "delivered",
        InboxMark.Read => "read",
        InboxMark.Archived => "archived",
        _ => "deleted",
    };
}

/// <summary>Something scheduled that has happened.</summary>
/// <param name="Text">Its payload.</param>
/// <param name="Target">The channel or the user where it is.</param>
/// <param name="Time">When it happened, in Unix milliseconds.</param>
/// <param name="LateMilliseconds">By how much it says that it is late; null where it does not.</param>
internal sealed record ScheduledEffect(string Text, string Target, long Time, long? LateMilliseconds);
