using Switchboard.Api.Messages;
using Switchboard.Commands;
using Switchboard.Configuration;
using Switchboard.Outbound;

namespace Switchboard.Api.Methods;

/// <summary><c>broadcast</c>.</summary>
internal sealed class BroadcastMethod(ServicePublisher publisher, SettingsHolder settings)
    : ApiMethod<BroadcastRequest, BroadcastResult>("broadcast", "Publishes the same into several channels.", ApiJsonContext.Default.BroadcastRequest, ApiJsonContext.Default.BroadcastResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Outcome<BroadcastResult>> HandleAsync(
        BroadcastRequest request, ApiKeySettings key, CancellationToken cancellationToken)
    {
        if (request.Channels is not { Count: > 0 } channels || !ServicePublisher.IsComplete(request))
        {
            return ErrorCodes.BadRequest;
        }

        if (channels.Count > settings.Current.Api.MaxBatchSize)
        {
            return ErrorCodes.LimitExceeded;
        }

        var outcomes = await Task.WhenAll(Publish(channels, request, cancellationToken));
        return new BroadcastResult { Responses = Array.ConvertAll(outcomes, ResponseOf) };
    }

    private static PublishResponse ResponseOf(Outcome<Position> outcome) => outcome.Error is { } error
        ? new PublishResponse { Error = new ApiError { Code = error.Code, Message = error.Message } }
        : new PublishResponse { Result = ServicePublisher.ResultOf(outcome.Value) };

    // Who is subscribed to several of the channels is sent all at once.
    private Task<Outcome<Position>>[] Publish(List<string?> channels, BroadcastRequest request, CancellationToken cancellationToken)
    {
        using var batch = DrainBatch.Begin();
        return [.. channels.Select(channel => publisher.PublishAsync(channel, request, cancellationToken).AsTask())];
    }
}
