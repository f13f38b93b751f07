using Switchboard.Channels;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Extensibility;
using Switchboard.History;
using Switchboard.Outbound;
using Switchboard.Results;
using Switchboard.Security;

namespace Switchboard.Commands.History;

/// <summary>Somebody reads a channel's past.</summary>
internal sealed class HistoryHandler(ChannelAuthorizer authorizer, HistoryReader history, IStreamStore store, SettingsHolder settings)
{
    private static readonly ErrorCode _notJson = ErrorCodes.NotAvailable with
    {
        Message = $"{ErrorCodes.NotAvailable.Message}: publications on this page are not JSON; read them with the Protobuf encoding",
    };

    /// <summary>A connection reads.</summary>
    public async ValueTask<Result<StreamSlice>> HandleAsync(Connection connection, HistoryRequest request, CancellationToken cancellationToken)
    {
        var subscription = connection.Find(request.Channel);
        var outcome = await HandleAsync(connection.Principal, subscription is not null, request, cancellationToken);
        if (!outcome.IsSuccess || outcome.Value!.Publications.All(connection.CanCarry))
        {
            return outcome;
        }

        // As for a publication that arrives; where the server chose the channel, what others publish ends nobody's connection.
        return subscription is { IsRequested: false } ? _notJson : CloseCodes.InappropriateProtocol;
    }

    public async ValueTask<Result<StreamSlice>> HandleAsync(
        Principal principal, bool isSubscribed, HistoryRequest request, CancellationToken cancellationToken)
    {
        var admission = Authorize(principal, request.Channel, isSubscribed);
        if (!admission.IsSuccess)
        {
            return admission.As<StreamSlice>();
        }

        var read = new StreamRead
        {
            Limit = request.Limit,
            Since = request.Since?.Offset,
            Reverse = request.Reverse,
            MaxBytes = settings.Current.ReplyBytesFor(principal),
        };
        var page = await history.ReadPageAsync(request.Channel, admission.Value!, read, request.Since?.Epoch, cancellationToken);
        await LargeReply.LeaveLoopAsync(page.Value?.Publications ?? []);
        return page;
    }

    /// <summary>Forgets a channel's publications, not its position.</summary>
    public async ValueTask<Result<Unit>> RemoveAsync(Principal principal, string channel, CancellationToken cancellationToken)
    {
        var admission = Authorize(principal, channel, isSubscribed: false);
        if (!admission.IsSuccess)
        {
            return admission.As<Unit>();
        }

        try
        {
            await store.RemoveHistoryAsync(channel, cancellationToken);
            return default(Unit);
        }
        catch (SwitchboardException answer)
        {
            return answer.Error;
        }
    }

    private Result<NamespaceSettings> Authorize(Principal principal, string channel, bool isSubscribed)
    {
        var admission = authorizer.Authorize(principal, Operations.History, channel, isSubscribed);
        return admission switch
        {
            { IsSuccess: true, Value.Map: not null } => ChannelKind.IsMap,
            { IsSuccess: true, Value.HistorySize: 0 } => ErrorCodes.NotAvailable,
            _ => admission,
        };
    }
}

/// <summary>A page of a channel's past.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Limit">How many publications at most; 0 for the position alone, negative for as many as a page may hold.</param>
/// <param name="Since">The position to start behind; null for the beginning, or the end when reading backwards.</param>
/// <param name="Reverse">Newest first.</param>
internal sealed record HistoryRequest(string Channel, int Limit, Position? Since, bool Reverse);
