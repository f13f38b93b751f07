using Switchboard.Channels;
using Switchboard.Configuration;
using Switchboard.Outbound;
using Switchboard.Results;
using Switchboard.Security;

namespace Switchboard.Commands;

/// <summary>Publishes for services: for the HTTP API and for server code.</summary>
internal sealed class ServicePublisher(Gatekeeper gatekeeper, PublicationEvents publications, SettingsHolder settings)
{
    /// <summary>Publishes into a channel.</summary>
    /// <param name="channel">The channel; null is a bad request.</param>
    /// <param name="data">The payload.</param>
    /// <param name="isCheckedJson">Whether the payload came out of a JSON reader.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Gives up waiting for a store.</param>
    public ValueTask<Outcome<Position>> PublishAsync(
        string? channel, ReadOnlyMemory<byte> data, bool isCheckedJson, PublishOptions options, CancellationToken cancellationToken)
    {
        var decision = Decide(channel, data, isCheckedJson, options);
        return decision.IsSuccess
            ? publications.PublishAsync(decision.Value!, by: null, user: null, cancellationToken)
            : ValueTask.FromResult(decision.As<Position>());
    }

    /// <summary>Decides whether a service may publish this, without publishing it.</summary>
    public Outcome<PublishOrder> Decide(string? channel, ReadOnlyMemory<byte> data, bool isCheckedJson, PublishOptions options)
    {
        if (string.IsNullOrEmpty(channel))
        {
            return ErrorCodes.BadRequest;
        }

        var admission = gatekeeper.Admit(Principal.Service, Operations.Publish, channel);
        if (!admission.IsSuccess)
        {
            return admission.As<PublishOrder>();
        }

        if (data.IsEmpty || options.Tags?.Values.Any(static value => value is null) == true)
        {
            return ErrorCodes.BadRequest;
        }

        return new PublishOrder(channel, admission.Value!, data)
        {
            IsCheckedJson = isCheckedJson,
            Tags = PublishTags.Of(options),
            SkipHistory = options.SkipHistory,
            IdempotencyKey = string.IsNullOrEmpty(options.IdempotencyKey) ? null : options.IdempotencyKey,
            Version = options.Version,
            VersionEpoch = options.VersionEpoch,
        };
    }

    /// <summary>Publishes the same into several channels. The answers are in their order.</summary>
    public async ValueTask<Outcome<Outcome<Position>[]>> BroadcastAsync(
        IReadOnlyCollection<string?> channels, ReadOnlyMemory<byte> data, bool isCheckedJson, PublishOptions options, CancellationToken cancellationToken)
    {
        if (channels.Count == 0 || data.IsEmpty)
        {
            return ErrorCodes.BadRequest;
        }

        return channels.Count > settings.Current.Api.MaxBatchSize
            ? ErrorCodes.LimitExceeded
            : await Task.WhenAll(PublishAll(channels, data, isCheckedJson, options, cancellationToken));
    }

    // Who is subscribed to several of the channels is sent all at once.
    private Task<Outcome<Position>>[] PublishAll(
        IReadOnlyCollection<string?> channels, ReadOnlyMemory<byte> data, bool isCheckedJson, PublishOptions options, CancellationToken cancellationToken)
    {
        using var batch = DrainBatch.Begin();
        return [.. channels.Select(channel => PublishAsync(channel, data, isCheckedJson, options, cancellationToken).AsTask())];
    }
}
