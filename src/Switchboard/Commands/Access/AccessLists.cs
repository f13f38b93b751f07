using System.ComponentModel;
using Switchboard.Extensibility;
using Switchboard.Results;
using Switchboard.Security;
using Switchboard.Security.Access;

namespace Switchboard.Commands.Access;

/// <summary><c>grants</c>.</summary>
internal sealed class GrantsOperation(AccessRegistry access)
    : Operation<AccessListRequest, GrantsResult>("grants", AccessMessagesContext.Default.AccessListRequest, AccessMessagesContext.Default.GrantsResult)
{
    /// <inheritdoc/>
    protected override ValueTask<Result<GrantsResult>> ExecuteAsync(OperationCaller caller, AccessListRequest request, CancellationToken cancellationToken)
    {
        var page = AccessPage.Read(access, AccessKinds.Grant, request);
        return ValueTask.FromResult(page.IsSuccess ? new GrantsResult { Grants = [.. page.Value!.Records.Select(GrantInfo.Of)], Cursor = page.Value.Cursor } : page.As<GrantsResult>());
    }
}

/// <summary><c>blocks</c>.</summary>
internal sealed class BlocksOperation(AccessRegistry access)
    : Operation<AccessListRequest, BlocksResult>("blocks", AccessMessagesContext.Default.AccessListRequest, AccessMessagesContext.Default.BlocksResult)
{
    /// <inheritdoc/>
    protected override ValueTask<Result<BlocksResult>> ExecuteAsync(OperationCaller caller, AccessListRequest request, CancellationToken cancellationToken)
    {
        var page = AccessPage.Read(access, AccessKinds.Block, request);
        return ValueTask.FromResult(page.IsSuccess ? new BlocksResult { Blocks = [.. page.Value!.Records.Select(BlockInfo.Of)], Cursor = page.Value.Cursor } : page.As<BlocksResult>());
    }
}

/// <summary>Pages of records that are in force.</summary>
internal static class AccessPage
{
    /// <summary>Reads a page.</summary>
    public static Result<RecordPage> Read(AccessRegistry access, string kind, AccessListRequest request)
    {
        var size = PageSize.Of(request.Limit);
        if (!size.IsSuccess)
        {
            return size.As<RecordPage>();
        }

        var limit = size.Value;
        var page = access.OfKind(kind)
            .Where(record => string.IsNullOrEmpty(request.Cursor) || string.CompareOrdinal(record.Id, request.Cursor) > 0)
            .Where(record => IsWanted(record, request))
            .Take(limit + 1)
            .ToArray();
        return page.Length <= limit ? new RecordPage(page, null) : new RecordPage(page[..limit], page[limit - 1].Id);
    }

    private static bool IsWanted(StoredRecord record, AccessListRequest request)
    {
        var subject = record.Kind == AccessKinds.Grant ? record.Owner : $"user:{record.Id}";
        return (string.IsNullOrEmpty(request.User) || subject == $"user:{request.User}") && (string.IsNullOrEmpty(request.Role) || subject == $"role:{request.Role}");
    }
}

/// <summary>Asks for a list.</summary>
internal sealed record AccessListRequest
{
    [Description("Those of this user only.")]
    public string? User { get; init; }

    [Description("Those of this role only.")]
    public string? Role { get; init; }

    [Description("The cursor of the page before; absent for the first.")]
    public string? Cursor { get; init; }

    [Description("How many at most, up to 1000. 0 or absent is 100.")]
    public long? Limit { get; init; }
}

/// <summary>Grants.</summary>
internal sealed record GrantsResult
{
    [Description("The grants.")]
    public required IReadOnlyList<GrantInfo> Grants { get; init; }

    [Description("Asks for the next page; absent where there is no more.")]
    public string? Cursor { get; init; }
}

/// <summary>A grant.</summary>
internal sealed record GrantInfo
{
    [Description("The user that has it; absent for a role.")]
    public string? User { get; init; }

    [Description("The role that has it; absent for a user.")]
    public string? Role { get; init; }

    [Description("The operations.")]
    public required IReadOnlyList<string> Operations { get; init; }

    [Description("The channel, or the pattern of channels.")]
    public required string Channels { get; init; }

    [Description("Until when, in Unix seconds; absent for ever.")]
    public long? Until { get; init; }

    public static GrantInfo Of(StoredRecord record)
    {
        var body = AccessJson.ReadGrant(record);
        return new GrantInfo
        {
            User = body.User,
            Role = body.Role,
            Operations = [.. OperationNames.OfAll(body.Operations)],
            Channels = body.Channels,
            Until = record.ExpiresAt?.ToUnixTimeSeconds(),
        };
    }
}

/// <summary>Blocked users.</summary>
internal sealed record BlocksResult
{
    [Description("The blocked users.")]
    public required IReadOnlyList<BlockInfo> Blocks { get; init; }

    [Description("Asks for the next page; absent where there is no more.")]
    public string? Cursor { get; init; }
}

/// <summary>A blocked user.</summary>
internal sealed record BlockInfo
{
    [Description("The user.")]
    public required string User { get; init; }

    [Description("Why, for people; absent for nothing said.")]
    public string? Reason { get; init; }

    [Description("Until when, in Unix seconds; absent for ever.")]
    public long? Until { get; init; }

    public static BlockInfo Of(StoredRecord record)
    {
        var body = AccessJson.ReadBlock(record);
        return new BlockInfo { User = body.User, Reason = body.Reason.Length == 0 ? null : body.Reason, Until = record.ExpiresAt?.ToUnixTimeSeconds() };
    }
}
