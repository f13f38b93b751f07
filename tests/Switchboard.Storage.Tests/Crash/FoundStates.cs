using System.Text.Json.Nodes;

namespace Switchboard.Storage.Tests.Crash;

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
