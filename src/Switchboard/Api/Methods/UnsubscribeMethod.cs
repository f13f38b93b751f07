using Switchboard.Api.Messages;
using Switchboard.Cluster;
using Switchboard.Commands;
using Switchboard.Configuration;

namespace Switchboard.Api.Methods;

/// <summary><c>unsubscribe</c>.</summary>
internal sealed class UnsubscribeMethod(ChannelFinder channels, InstructionExecutor executor)
    : ApiMethod<UnsubscribeRequest, EmptyResult>("unsubscribe", "Ends subscriptions to a channel; the clients are told 2000.", ApiJsonContext.Default.UnsubscribeRequest, ApiJsonContext.Default.EmptyResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Outcome<EmptyResult>> HandleAsync(
        UnsubscribeRequest request, ApiKeySettings key, CancellationToken cancellationToken)
    {
        var channel = channels.Find(request.Channel);
        if (!channel.IsSuccess)
        {
            return channel.As<EmptyResult>();
        }

        if (RequestReader.TargetOf(request) is not { } target)
        {
            return ErrorCodes.BadRequest;
        }

        await executor.ExecuteAsync(new UnsubscribeInstruction(target, request.Channel!, UnsubscribeCodes.Server), cancellationToken);
        return new EmptyResult();
    }
}
