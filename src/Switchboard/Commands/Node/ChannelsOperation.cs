using System.ComponentModel;
using System.IO.Enumeration;
using Switchboard.Channels;
using Switchboard.Configuration;
using Switchboard.Names;
using Switchboard.Results;

namespace Switchboard.Commands.Node;

/// <summary><c>channels</c>.</summary>
internal sealed class ChannelsOperation(ChannelRegistry channels, SettingsHolder settings)
    : Operation<ChannelsRequest, ChannelsResult>("channels", OperationJsonContext.Default.ChannelsRequest, OperationJsonContext.Default.ChannelsResult)
{
    // Matching takes the product of the lengths; no channel's name is longer than this by default.
    private const int MaxPatternLength = 255;

    // Names of fields, and the count.
    private const int EntryBytes = 40;

    /// <inheritdoc/>
    protected override ValueTask<Result<ChannelsResult>> ExecuteAsync(OperationCaller caller, ChannelsRequest request, CancellationToken cancellationToken)
    {
        var pattern = request.Pattern ?? "";
        return ValueTask.FromResult<Result<ChannelsResult>>(
            pattern.Length > MaxPatternLength || request.Limit < 0 ? ErrorCodes.BadRequest : List(pattern, request, settings.Current.ReplyBytesFor(caller.Principal)));
    }

    private ChannelsResult List(string pattern, ChannelsRequest request, int maxBytes)
    {
        var most = request.Limit is > 0 and var limit ? limit : int.MaxValue;
        var listed = new Dictionary<string, ChannelInfo>(StringComparer.Ordinal);
        var bytes = 0;
        var last = "";
        foreach (var channel in Matching(pattern, request.Cursor ?? "").OrderBy(static channel => channel.Name, StringComparer.Ordinal))
        {
            bytes += channel.Name.Length + EntryBytes;
            if (listed.Count == most || (listed.Count > 0 && bytes > maxBytes))
            {
                return new ChannelsResult { Channels = listed, Cursor = last };
            }

            listed[channel.Name] = new ChannelInfo { NumClients = channel.Count };
            last = channel.Name;
        }

        return new ChannelsResult { Channels = listed };
    }

    private IEnumerable<Channel> Matching(string pattern, string cursor) => channels.All
        .Where(channel => channel.Count > 0 && !ChannelNames.IsHidden(channel.Name) && string.CompareOrdinal(channel.Name, cursor) > 0)
        .Where(channel => pattern.Length == 0 || FileSystemName.MatchesSimpleExpression(pattern, channel.Name, ignoreCase: false));
}

/// <summary>Asks for the channels that have subscribers.</summary>
internal sealed record ChannelsRequest
{
    [Description("What the names match: * is any text, ? is any character, and \\ makes the *, ? or \\ behind it a plain one. Absent or empty matches all.")]
    public string? Pattern { get; init; }

    [Description("The cursor of the page before.")]
    public string? Cursor { get; init; }

    [Description("The most channels to return. 0 or absent is as many as one answer may hold.")]
    public int? Limit { get; init; }
}

/// <summary>The channels that have subscribers.</summary>
internal sealed record ChannelsResult
{
    [Description("The channels by name.")]
    public required IReadOnlyDictionary<string, ChannelInfo> Channels { get; init; }

    [Description("What asks for the next page; absent where there is none.")]
    public string? Cursor { get; init; }
}

/// <summary>A channel that has subscribers.</summary>
internal sealed record ChannelInfo
{
    [Description("Subscriptions.")]
    public required int NumClients { get; init; }
}
