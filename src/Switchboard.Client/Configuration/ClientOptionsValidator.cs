namespace Switchboard.Client.Configuration;

/// <summary>Validates the options of a client.</summary>
internal static class ClientOptionsValidator
{
    /// <summary>Everything that is wrong, each as a sentence.</summary>
    public static IReadOnlyList<string> Validate(SwitchboardClientOptions options)
    {
        var errors = new OptionErrors();
        errors.Require(
            options.Url is { IsAbsoluteUri: true, Scheme: "ws" or "wss" or "http" or "https" },
            "Url has to be an absolute address with the scheme wss, ws, https or http.");
        errors.Require(options.Url is not { IsAbsoluteUri: true, UserInfo.Length: > 0 }, "Url must not have credentials in it.");
        errors.Require(Enum.IsDefined(options.Encoding), "Encoding has to be Json or Protobuf.");
        RequireTimes(options, errors);
        RequireCounts(options, errors);
        return options.Outbox is { } outbox ? [.. errors.Messages, .. OutboxOptionsValidator.Validate(outbox)] : errors.Messages;
    }

    private static void RequireTimes(SwitchboardClientOptions options, OptionErrors errors)
    {
        errors.RequireTime(options.ConnectTimeout, nameof(options.ConnectTimeout));
        errors.RequireTime(options.RequestTimeout, nameof(options.RequestTimeout));
        errors.RequireTime(options.CallDeadline, nameof(options.CallDeadline));
        errors.RequireTime(options.MaxServerPingDelay, nameof(options.MaxServerPingDelay));
        if (options.PingInterval is { } interval)
        {
            errors.RequireTime(interval, nameof(options.PingInterval));
        }

        errors.RequireTime(options.CloseTimeout, nameof(options.CloseTimeout));
        errors.RequireTime(options.Backoff.InitialDelay, "Backoff.InitialDelay");
        errors.RequireTime(options.Backoff.MaxDelay, "Backoff.MaxDelay");
        errors.Require(options.Backoff.MaxDelay >= options.Backoff.InitialDelay, "Backoff.MaxDelay must not be less than Backoff.InitialDelay.");
    }

    private static void RequireCounts(SwitchboardClientOptions options, OptionErrors errors)
    {
        errors.RequireCount(options.MaxSentMessageBytes, nameof(options.MaxSentMessageBytes));
        errors.RequireCount(options.MaxReceivedMessageBytes, nameof(options.MaxReceivedMessageBytes));
        errors.RequireCount(options.SendBufferBytes, nameof(options.SendBufferBytes));
        errors.RequireCount(options.MaxPendingRequestCount, nameof(options.MaxPendingRequestCount));
        errors.RequireCount(options.DeliveryBufferCount, nameof(options.DeliveryBufferCount));
        errors.RequireCount(options.EventBufferCount, nameof(options.EventBufferCount));
        errors.RequireCount(options.InboxDeduplicationCount, nameof(options.InboxDeduplicationCount));
    }
}
