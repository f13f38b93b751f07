using System.IO.Enumeration;
using Switchboard.Api.Messages;
using Switchboard.Channels;
using Switchboard.Configuration;
using Switchboard.Names;
using Switchboard.Results;

namespace Switchboard.Api.Methods;

/// <summary><c>channels</c>.</summary>
internal sealed class ChannelsMethod(ChannelRegistry channels)
    : ApiMethod<ChannelsRequest, ChannelsResult>("channels", "Lists the channels that have subscribers.", ApiJsonContext.Default.ChannelsRequest, ApiJsonContext.Default.ChannelsResult)
{
    // Matching takes the product of the lengths; no channel's name is longer than this by default.
    private const int MaxPatternLength = 255;

    /// <inheritdoc/>
    protected override ValueTask<Result<ChannelsResult>> HandleAsync(
        ChannelsRequest request, ApiKeySettings key, CancellationToken cancellationToken)
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
