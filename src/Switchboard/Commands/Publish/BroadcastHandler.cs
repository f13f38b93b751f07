using Switchboard.Channels;
using Switchboard.Configuration;
using Switchboard.Mutations;
using Switchboard.Outbound;
using Switchboard.Results;

namespace Switchboard.Commands.Publish;

/// <summary>A service publishes the same into several channels.</summary>
internal sealed class BroadcastHandler(MutationPublisher publisher, SettingsHolder settings)
{
    /// <summary>Publishes. The answers are in the order of the channels.</summary>
    /// <param name="channels">The channels.</param>
    /// <param name="publish">What; its channel is not looked at.</param>
    /// <param name="cancellationToken">Gives up waiting for a store.</param>
    public async ValueTask<Result<Result<MutationResult>[]>> HandleAsync(IReadOnlyCollection<string?> channels, ServicePublish publish, CancellationToken cancellationToken)
    {
        if (channels.Count == 0 || publish.Data.IsEmpty)
        {
            return InvalidField.Missing(channels.Count == 0 ? "channels" : "data");
        }

        return channels.Count > settings.Current.Api.MaxBatchSize ? ErrorCodes.LimitExceeded : await Task.WhenAll(PublishAll(channels, publish, cancellationToken));
    }

    // Who is subscribed to several of the channels is sent all at once.
    private Task<Result<MutationResult>>[] PublishAll(IReadOnlyCollection<string?> channels, ServicePublish publish, CancellationToken cancellationToken)
    {
        using var batch = DrainBatch.Begin();
        return [.. channels.Select(channel => publisher.PublishAsync(publish with { Channel = channel }, requiresId: false, cancellationToken).AsTask())];
    }
}
