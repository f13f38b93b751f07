using Microsoft.Extensions.Logging;

namespace Switchboard.Presence;

/// <summary>Log messages of the maps that tell who is in channels. Event ids 660 to 669.</summary>
internal static partial class PresenceLog
{
    [LoggerMessage(660, LogLevel.Warning, "Who is in channels cannot be told at present: {Count} entries, the last one of connection {Client} in '{Channel}', could not be set or removed. {Problem} What is missing is set with the next renewal, what is left over ends by its age. Said once a minute.")]
    public static partial void EntryFailed(ILogger logger, Exception? exception, long count, string client, string channel, string problem);
}
