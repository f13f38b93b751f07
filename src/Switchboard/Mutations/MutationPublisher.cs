using Switchboard.Channels;
using Switchboard.Connections;
using Switchboard.Extensibility;
using Switchboard.Results;
using Switchboard.Security;

namespace Switchboard.Mutations;

/// <summary>Publishes, and changes publications, for those who are answered ids. The publish pipeline carries it out.</summary>
internal sealed class MutationPublisher(ChannelAuthorizer authorizer, PublishPipeline pipeline, IWholeStore wholes)
{
    /// <summary>A connection publishes.</summary>
    public async ValueTask<Result<MutationResult>> PublishAsync(Connection connection, ClientPublish publish, CancellationToken cancellationToken)
        => HideFromStrangers(connection, publish.Channel, await CarryOutAsync(await pipeline.PermitAsync(connection, publish), cancellationToken));

    /// <summary>A service publishes.</summary>
    /// <param name="publish">What.</param>
    /// <param name="requiresId">Whether only in a mutable namespace.</param>
    /// <param name="cancellationToken">Gives up waiting for a store.</param>
    public ValueTask<Result<MutationResult>> PublishAsync(ServicePublish publish, bool requiresId, CancellationToken cancellationToken)
    {
        var permitted = pipeline.Permit(publish);
        return requiresId && permitted is { IsSuccess: true, Value.Mutation: null }
            ? ValueTask.FromResult<Result<MutationResult>>(MutationRequests.NotMutable)
            : CarryOutAsync(permitted, cancellationToken);
    }

    /// <summary>A connection changes a publication.</summary>
    public async ValueTask<Result<MutationResult>> ChangeAsync(Connection connection, ClientPublish publish, MutationWish wish, CancellationToken cancellationToken)
        => HideFromStrangers(connection, publish.Channel, await CarryOutAsync(await pipeline.PermitChangeAsync(connection, publish, wish), cancellationToken));

    /// <summary>A service changes a publication.</summary>
    public ValueTask<Result<MutationResult>> ChangeAsync(ServicePublish publish, MutationWish wish, CancellationToken cancellationToken)
        => CarryOutAsync(pipeline.PermitChange(publish, wish), cancellationToken);

    private async ValueTask<Result<MutationResult>> CarryOutAsync(Result<PublicationRequest> permitted, CancellationToken cancellationToken)
    {
        if (!permitted.IsSuccess)
        {
            return permitted.As<MutationResult>();
        }

        var request = permitted.Value!;
        if (request.Mutation is not { } mutation)
        {
            var published = await pipeline.PublishAsync(request, cancellationToken);
            return published.IsSuccess ? new MutationResult(null, published.Value) : published.As<MutationResult>();
        }

        var trace = new PublicationTrace();
        var outcome = await pipeline.PublishAsync(request with { Trace = trace }, cancellationToken);
        if (!outcome.IsSuccess)
        {
            return outcome.As<MutationResult>();
        }

        // What is repeated has the id of the first.
        var isRepeated = mutation.Kind == MutationKind.Publish && trace.Delivered is null;
        return new MutationResult(isRepeated ? await FindIdAsync(request.Channel, outcome.Value, cancellationToken) ?? mutation.Id : mutation.Id, outcome.Value);
    }

    private async ValueTask<string?> FindIdAsync(string channel, Position position, CancellationToken cancellationToken)
    {
        try
        {
            return await wholes.FindIdAsync(channel, position, cancellationToken);
        }
        catch (SwitchboardException)
        {
            return null;
        }
    }

    // Who may not read is not told which ids there are.
    private Result<MutationResult> HideFromStrangers(Connection connection, string channel, in Result<MutationResult> outcome)
        => outcome.Error?.Details?.Reason is MutationErrors.Missing or MutationErrors.Exists && !MayRead(connection, channel) ? MutationErrors.Foreign : outcome;

    private bool MayRead(Connection connection, string channel)
        => connection.Find(channel) is not null || authorizer.Authorize(connection.Principal, Operations.History, channel).IsSuccess;
}

/// <summary>Where a publication or a change of one went.</summary>
/// <param name="Id">The id of the publication; null where the namespace is not mutable.</param>
/// <param name="Position">The position; offset 0 where the channel keeps none.</param>
internal readonly record struct MutationResult(string? Id, Position Position);
