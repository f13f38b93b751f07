using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Extensibility;
using Switchboard.Hooks;
using Switchboard.Names;
using Switchboard.Results;

namespace Switchboard.Channels;

/// <content>Mutable namespaces: a change of a publication is a publication, too.</content>
internal sealed partial class PublishPipeline
{
    /// <summary>Decides whether a connection may change a publication like this. Whether that is its own, the store finds out.</summary>
    public ValueTask<Result<PublicationRequest>> PermitChangeAsync(Connection connection, ClientPublish publish, MutationWish wish)
    {
        var subscription = connection.Find(publish.Channel);
        var asksHook = hooks.Has(HookKinds.Publishing);
        var publisher = subscription?.Info ?? connection.Info;
        var owner = (ClientInfo?)null;
        var permit = authorizer.Authorize(connection.Principal, Operations.Edit, publish.Channel, asksHook: false, subscription is not null, hasToken: false);
        if (!permit.IsSuccess)
        {
            permit = authorizer.Authorize(connection.Principal, Operations.Publish, publish.Channel, asksHook, subscription is not null, hasToken: false);
            owner = publisher;
        }

        if (!permit.IsSuccess)
        {
            return ValueTask.FromResult(permit.As<PublicationRequest>());
        }

        var space = permit.Value.Namespace;
        if (FindUnfitChange(publish.Options, space, publish.Data, wish) is { } unfit)
        {
            return ValueTask.FromResult<Result<PublicationRequest>>(unfit);
        }

        var request = RequestOf(connection, space, publish, publisher) with { Mutation = ChangeOf(wish, space, publish.Data.IsEmpty, owner), KeyScope = ScopeOf(wish) };
        request = request.Mutation!.HasData ? request : request with { Data = MutationRequests.Nothing, IsCheckedJson = true, IsBinary = false };
        return asksHook ? AskHooksAsync(connection, request, permit.Value.IsUndecided) : ValueTask.FromResult<Result<PublicationRequest>>(request);
    }

    /// <summary>Decides whether a service may change a publication like this.</summary>
    public Result<PublicationRequest> PermitChange(ServicePublish publish, MutationWish wish)
    {
        var (channel, data, isCheckedJson, options) = publish;
        if (string.IsNullOrEmpty(channel))
        {
            return InvalidField.Missing("channel");
        }

        var permit = authorizer.Authorize(Principal.Service, Operations.Edit, channel);
        var isOfServices = !permit.IsSuccess;
        if (isOfServices)
        {
            permit = authorizer.Authorize(Principal.Service, Operations.Publish, channel);
        }

        if (!permit.IsSuccess)
        {
            return permit.As<PublicationRequest>();
        }

        var space = permit.Value!;
        return FindUnfitChange(options, space, data, wish) is { } unfit ? unfit : new PublicationRequest(channel, space, data)
        {
            IsCheckedJson = isCheckedJson,
            Tags = PublishTags.Of(options),
            IdempotencyKey = string.IsNullOrEmpty(options.IdempotencyKey) ? null : options.IdempotencyKey,
            KeyScope = ScopeOf(wish),
            Mutation = ChangeOf(wish, space, data.IsEmpty, owner: null) with { IsOfServices = isOfServices },
        };
    }

    private static ErrorCode? FindUnfitChange(PublishOptions options, NamespaceSettings space, ReadOnlyMemory<byte> data, MutationWish wish)
    {
        if (space.Map is not null)
        {
            return ChannelKind.IsMap;
        }

        if (space.Mutable is null)
        {
            return MutationRequests.NotMutable;
        }

        if (wish.Id.Length == 0)
        {
            return InvalidField.Missing("id");
        }

        return data.IsEmpty && (wish.Kind is MutationKind.Append or MutationKind.Replace) ? InvalidField.Missing("data") : FindUnfitTag(options.Tags);
    }

    // Who numbers the pieces of each publication from 1 uses the same keys for all of them.
    private static string ScopeOf(MutationWish wish) => IdempotencyKeys.ScopeOf($"{wish.Kind}", wish.Id);

    private static Mutation ChangeOf(MutationWish wish, NamespaceSettings space, bool isWithoutData, ClientInfo? owner) => new()
    {
        Id = wish.Id,
        Kind = wish.Kind,
        IsBroken = wish.Reason.Length > 0,
        Reason = wish.Reason,
        HasData = !isWithoutData && wish.Kind != MutationKind.Delete,
        Owner = owner,
        Limits = space.Mutable!,
    };
}

/// <summary>A change of a publication that somebody wants.</summary>
/// <param name="Kind">What is to be done.</param>
/// <param name="Id">The id of the publication.</param>
internal sealed record MutationWish(MutationKind Kind, string Id)
{
    /// <summary>The reason of a writer that gives up.</summary>
    public const string Aborted = "aborted";

    /// <summary>Why the publication is ended as broken; empty where it is ended as it should be.</summary>
    public string Reason { get; init; } = "";
}
