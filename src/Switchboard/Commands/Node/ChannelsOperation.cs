using System.ComponentModel;
using System.IO.Enumeration;
using Switchboard.Channels;
using Switchboard.Names;
using Switchboard.Results;

namespace Switchboard.Commands.Node;

/// <summary><c>channels</c>.</summary>
internal sealed class ChannelsOperation(ChannelRegistry channels)
    : Operation<ChannelsRequest, ChannelsResult>("channels", OperationJsonContext.Default.ChannelsRequest, OperationJsonContext.Default.ChannelsResult)
{
    // Matching takes the product of the lengths; no channel's name is longer than this by default.
    private const int MaxPatternLength = 255;

    /// <inheritdoc/>
    protected override ValueTask<Result<ChannelsResult>> ExecuteAsync(OperationCaller caller, ChannelsRequest request, CancellationToken cancellationToken)
    {
        var pattern = request.Pattern ?? "";
        return ValueTask.FromResult<Result<ChannelsResult>>(pattern.Length > MaxPatternLength ? ErrorCodes.BadRequest : List(pattern));
    }

    private ChannelsResult List(string pattern) => new()
    {
        Channels = channels.All
            .Where(channel => channel.Count > 0 && !ChannelNames.IsHidden(channel.Name))
            .Where(channel => pattern.Length == 0 || FileSystemName.MatchesSimpleExpression(pattern, channel.Name, ignoreCase: false))
            .ToDictionary(channel => channel.Name, channel => new ChannelInfo { NumClients = channel.Count }, StringComparer.Ordinal),
    };
}

/// <summary>Asks for the channels that have subscribers.</summary>
internal sealed record ChannelsRequest
{
    [Description("What the names match: * is any text, ? is any character, and \\ makes the *, ? or \\ behind it a plain one. Absent or empty matches all.")]
    public string? Pattern { get; init; }
}

/// <summary>The channels that have subscribers.</summary>
internal sealed record ChannelsResult
{
    [Description("The channels by name.")]
    public required IReadOnlyDictionary<string, ChannelInfo> Channels { get; init; }
}

/// <summary>A channel that has subscribers.</summary>
internal sealed record ChannelInfo
{
    [Description("Subscriptions.")]
    public required int NumClients { get; init; }
}
