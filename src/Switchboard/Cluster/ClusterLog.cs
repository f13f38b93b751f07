using Microsoft.Extensions.Logging;

namespace Switchboard.Cluster;

/// <summary>Log messages between nodes. Event ids 140 to 159.</summary>
internal static partial class ClusterLog
{
    [LoggerMessage(140, LogLevel.Error, "An instruction of another node failed: {Instruction}.")]
    public static partial void InstructionFailed(ILogger logger, Exception exception, string instruction);

    [LoggerMessage(141, LogLevel.Error, "An instruction failed for connection {Client}, and goes on for others: {Instruction}.")]
    public static partial void InstructionFailedFor(ILogger logger, Exception exception, string client, string instruction);
}
