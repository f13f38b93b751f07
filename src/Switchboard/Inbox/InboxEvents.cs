using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Switchboard.Channels;
using Switchboard.Configuration;
using Switchboard.Names;

namespace Switchboard.Inbox;

/// <summary>Tells users what happened to messages, by publications of the hub's own in their inboxes' channels. Clients cannot publish events of these names.</summary>
internal sealed class InboxEvents(PublishPipeline pipeline, SettingsHolder settings)
{
    private const string MarkEvent = "mark";
    private const string ReceiptEvent = "receipt";

    /// <summary>Tells all devices of a user that messages were read, archived or deleted.</summary>
    /// <param name="user">The user.</param>
    /// <param name="notice">What was done.</param>
    public async ValueTask NotifyMarkedAsync(string user, MarkNotice notice)
        => await PublishAsync(user, MarkEvent, notice, InboxJsonContext.Default.MarkNotice, key: null, CancellationToken.None);

    /// <summary>Tells a sender what became of a message, once however often it is called.</summary>
    /// <returns>Why it cannot be told at present; null where it was told, or never can be.</returns>
    public async ValueTask<ErrorCode?> NotifyReceiptAsync(MessageReceipt receipt, CancellationToken cancellationToken)
    {
        var key = $"receipt {receipt.Id} {(int)receipt.State}";
        var error = await PublishAsync(
            receipt.Sender.UserId, ReceiptEvent, ReceiptNotice.Of(receipt), InboxJsonContext.Default.ReceiptNotice, key, cancellationToken);
        return error is { Temporary: true } ? error : null;
    }

    /// <summary>Tells all devices of a user of something that is not kept: who is not connected does not hear of it.</summary>
    /// <param name="user">The user.</param>
    /// <param name="name">The event.</param>
    /// <param name="notice">What is told.</param>
    /// <param name="type">How it is written.</param>
    public async ValueTask NotifyPassingAsync<T>(string user, string name, T notice, JsonTypeInfo<T> type)
        => await PublishAsync(user, name, notice, type, key: null, CancellationToken.None, skipHistory: true);

    private async ValueTask<ErrorCode?> PublishAsync<T>(
        string user, string name, T notice, JsonTypeInfo<T> type, string? key, CancellationToken cancellationToken, bool skipHistory = false)
    {
        var channel = ChannelNames.Inbox(settings.Current.Inbox, user);
        if (!settings.Current.Namespaces.TryResolve(channel, out var space) || !ChannelNames.IsValid(channel, space))
        {
            return ErrorCodes.UnknownChannel;
        }

        var request = new PublicationRequest(channel, space, JsonSerializer.SerializeToUtf8Bytes(notice, type))
        {
            IsCheckedJson = true,
            IsOwnEvent = true,
            Tags = new Dictionary<string, string>(StringComparer.Ordinal) { [Publication.EventTag] = name },
            IdempotencyKey = key,
            SkipHistory = skipHistory,
        };
        return (await pipeline.PublishAsync(request, cancellationToken)).Error;
    }
}
