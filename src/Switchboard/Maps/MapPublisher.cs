using Switchboard.Channels;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Hooks;
using Switchboard.Results;
using Switchboard.Security;

namespace Switchboard.Maps;

/// <summary>Changes entries of map channels, for connections, services and the hub itself. The publish pipeline carries a change out, as it does a publication.</summary>
internal sealed class MapPublisher(ChannelAuthorizer authorizer, HookDecisions hooks, PublishPipeline pipeline, SettingsHolder settings)
{
    /// <summary>What is answered to those who would change a map that tells who is in another channel.</summary>
    public static ErrorCode OfTheHub { get; } = ErrorCodes.NotAvailable with { Message = $"{ErrorCodes.NotAvailable.Message}: the hub itself keeps this map, of who is in another channel" };

    /// <summary>A connection changes an entry.</summary>
    public async ValueTask<Result<MapPublishResult>> ChangeAsync(Connection connection, MapWish wish, CancellationToken cancellationToken)
    {
        var permitted = await PermitAsync(connection, wish);
        if (!permitted.IsSuccess)
        {
            return permitted.As<MapPublishResult>();
        }

        var outcome = await CarryOutAsync(permitted.Value!, cancellationToken);
        return outcome.Error is { Details.Current: not null } conflict && !MayRead(connection, wish.Channel)
            ? conflict with { Details = conflict.Details with { Current = null } }
            : outcome;
    }

    /// <summary>A service changes an entry.</summary>
    public async ValueTask<Result<MapPublishResult>> ChangeAsync(MapWish wish, CancellationToken cancellationToken)
    {
        if (wish.Channel.Length == 0)
        {
            return InvalidField.Missing("channel");
        }

        var permit = authorizer.Authorize(Principal.Service, wish.Operation, wish.Channel);
        if (!permit.IsSuccess)
        {
            return permit.As<MapPublishResult>();
        }

        if (FindUnfit(permit.Value!) is { } unfit)
        {
            return unfit;
        }

        if (!wish.IsRemoval && wish.Data.IsEmpty)
        {
            return InvalidField.Missing("data");
        }

        var request = RequestOf(permit.Value!, wish);
        return request.IsSuccess ? await CarryOutAsync(request.Value!, cancellationToken) : request.As<MapPublishResult>();
    }

    private ValueTask<Result<PublicationRequest>> PermitAsync(Connection connection, MapWish wish)
    {
        var subscription = connection.Find(wish.Channel);
        var asksHook = hooks.Has(wish.IsRemoval ? HookKinds.MapRemoving : HookKinds.MapPublishing);
        var permit = authorizer.Authorize(connection.Principal, wish.Operation, wish.Channel, asksHook, subscription is not null, hasToken: false);
        if (!permit.IsSuccess)
        {
            return ValueTask.FromResult(permit.As<PublicationRequest>());
        }

        var space = permit.Value.Namespace;
        if (FindUnfit(space) is { } unfit)
        {
            return ValueTask.FromResult<Result<PublicationRequest>>(unfit);
        }

        if (KeyOf(connection, space.Map!, wish) is not { } key)
        {
            return ValueTask.FromResult<Result<PublicationRequest>>(ErrorCodes.PermissionDenied);
        }

        wish = wish with { Key = key, Connection = connection, Publisher = subscription?.Info ?? connection.Info };
        return asksHook ? AskAsync(space, wish, permit.Value.IsUndecided) : ValueTask.FromResult(RequestOf(space, wish));
    }

    private async ValueTask<Result<PublicationRequest>> AskAsync(NamespaceSettings space, MapWish wish, bool isUndecided)
    {
        var asked = wish.IsRemoval ? await MapQuestions.AskAboutRemovalAsync(hooks, wish, isUndecided) : await MapQuestions.AskAboutPublishAsync(hooks, wish, isUndecided);
        return asked.IsSuccess ? RequestOf(space, asked.Value!) : asked.As<PublicationRequest>();
    }

    private Result<PublicationRequest> RequestOf(NamespaceSettings space, MapWish wish)
    {
        if ((MapKeys.FindUnfit(wish.Key, settings.Current.Publishing.MaxMapKeyBytes) ?? PublishPipeline.FindUnfitTag(wish.Options.Tags)) is { } unfit)
        {
            return unfit;
        }

        if (space.Map!.ExternalState && (wish.Options.KeyMode != MapKeyMode.Any || wish.Options.Expected is not null || wish.Options.Version != 0))
        {
            return ErrorCodes.NotAvailable with { Message = $"{ErrorCodes.NotAvailable.Message}: the application has the entries of this channel (mapExternalState), so that the hub can check no conditions" };
        }

        var options = wish.Options;
        return new PublicationRequest(wish.Channel, space, wish.Data)
        {
            IsCheckedJson = wish.IsCheckedJson,
            IsBinary = wish.IsBinary,
            Publisher = wish.Publisher,
            Connection = wish.Connection,
            KeyOwner = wish.Connection?.Principal,
            Tags = options.Tags is { Count: > 0 } ? options.Tags : null,
            IdempotencyKey = string.IsNullOrEmpty(options.IdempotencyKey) ? null : options.IdempotencyKey,
            Version = options.Version,
            VersionEpoch = options.VersionEpoch,
            KeyWindow = space.Storage == StorageKind.Durable ? wish.DurableKeyWindow : null,
            Entry = new EntryChange(wish.Key) { IsRemoval = wish.IsRemoval, Score = options.Score, KeyMode = options.KeyMode, Expected = options.Expected },
            Trace = new PublicationTrace(),
        };
    }

    private async ValueTask<Result<MapPublishResult>> CarryOutAsync(PublicationRequest request, CancellationToken cancellationToken)
    {
        var outcome = await pipeline.PublishAsync(request, cancellationToken);
        if (!outcome.IsSuccess)
        {
            return outcome.As<MapPublishResult>();
        }

        // Who asked again while the first was under way has its position, and nothing in the trace.
        var suppressed = request.Trace is { Delivered: null, Suppressed: null } ? MapSuppression.Idempotency : request.Trace!.Suppressed;
        return new MapPublishResult(outcome.Value, suppressed);
    }

    // Who may change entries unseen is told that one is another by now, and not what it is.
    private bool MayRead(Connection connection, string channel)
        => connection.Find(channel) is not null || authorizer.Authorize(connection.Principal, Operations.History, channel).IsSuccess;

    private static ErrorCode? FindUnfit(NamespaceSettings space) => space.Map switch
    {
        null => ChannelKind.IsStream,
        { IsPresence: true } => OfTheHub,
        _ => space.Board is null ? null : ChannelKind.IsBoard,
    };

    private static string? KeyOf(Connection connection, MapSettings map, MapWish wish) => map.Key switch
    {
        MapKeySource.ClientId => connection.Id,
        MapKeySource.UserId => connection.Principal.UserId is { Length: > 0 } user ? user : null,
        _ => wish.Key,
    };
}

/// <summary>A change of an entry that somebody wants.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Key">The key.</param>
/// <param name="IsRemoval">Whether the entry is removed.</param>
internal sealed record MapWish(string Channel, string Key, bool IsRemoval)
{
    /// <summary>The payload; empty for a removal.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Whether <see cref="Data"/> came out of a JSON reader and has no line breaks.</summary>
    public bool IsCheckedJson { get; init; }

    /// <summary>Whether <see cref="Data"/> is binary, and no JSON even where it could be.</summary>
    public bool IsBinary { get; init; }

    /// <summary>How. Of a removal, tags, the expected position and the idempotency key count.</summary>
    public MapPublishOptions Options { get; init; } = MapPublishOptions.None;

    /// <summary>How long a durable channel remembers the idempotency key; null for the ordinary window.</summary>
    public TimeSpan? DurableKeyWindow { get; init; }

    /// <summary>The connection that wants it; null for a service.</summary>
    public Connection? Connection { get; init; }

    /// <summary>How it shows to others; null for a service.</summary>
    public ClientInfo? Publisher { get; init; }

    /// <summary>What it needs permission for.</summary>
    public Operations Operation => IsRemoval ? Operations.Remove : Operations.Publish;
}
