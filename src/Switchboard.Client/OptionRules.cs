using Switchboard.Client.Outbox;

namespace Switchboard.Client;

/// <summary>What options have to be.</summary>
internal static class OptionRules
{
    private static readonly TimeSpan _longest = TimeSpan.FromDays(1);

    /// <summary>Everything that is wrong, each as a sentence.</summary>
    public static IReadOnlyList<string> ProblemsOf(SwitchboardClientOptions options)
    {
        var problems = new List<string>();
        if (options.Url is not { IsAbsoluteUri: true, Scheme: "ws" or "wss" or "http" or "https" })
        {
            problems.Add("Url has to be an absolute address with the scheme wss, ws, https or http.");
        }
        else if (options.Url.UserInfo.Length > 0)
        {
            problems.Add("Url must not have credentials in it.");
        }

        CheckTimes(options, problems);
        CheckCounts(options, problems);
        problems.AddRange(options.Outbox is { } outbox ? OutboxRules.ProblemsOf(outbox) : []);
        if (!Enum.IsDefined(options.Encoding))
        {
            problems.Add("Encoding has to be Json or Protobuf.");
        }

        return problems;
    }

    /// <summary>The address with the scheme of WebSockets.</summary>
    public static Uri ToWebSocket(Uri url) => url.Scheme switch
    {
        "http" => new UriBuilder(url) { Scheme = "ws", Port = url.Port }.Uri,
        "https" => new UriBuilder(url) { Scheme = "wss", Port = url.Port }.Uri,
        _ => url,
    };

    private static void CheckTimes(SwitchboardClientOptions options, List<string> problems)
    {
        CheckTime(options.ConnectTimeout, nameof(options.ConnectTimeout), problems);
        CheckTime(options.RequestTimeout, nameof(options.RequestTimeout), problems);
        CheckTime(options.CallDeadline, nameof(options.CallDeadline), problems);
        CheckTime(options.PingAllowance, nameof(options.PingAllowance), problems);
        CheckTime(options.PingInterval ?? _longest, nameof(options.PingInterval), problems);
        CheckTime(options.CloseTimeout, nameof(options.CloseTimeout), problems);
        CheckTime(options.Backoff.InitialDelay, "Backoff.InitialDelay", problems);
        CheckTime(options.Backoff.MaxDelay, "Backoff.MaxDelay", problems);
        if (options.Backoff.MaxDelay < options.Backoff.InitialDelay)
        {
            problems.Add("Backoff.MaxDelay must not be less than Backoff.InitialDelay.");
        }
    }

    private static void CheckCounts(SwitchboardClientOptions options, List<string> problems)
    {
        CheckCount(options.MaxSentMessageBytes, nameof(options.MaxSentMessageBytes), problems);
        CheckCount(options.MaxReceivedMessageBytes, nameof(options.MaxReceivedMessageBytes), problems);
        CheckCount(options.SendBufferBytes, nameof(options.SendBufferBytes), problems);
        CheckCount(options.MaxPendingRequestCount, nameof(options.MaxPendingRequestCount), problems);
        CheckCount(options.DeliveryBufferCount, nameof(options.DeliveryBufferCount), problems);
        CheckCount(options.EventBufferCount, nameof(options.EventBufferCount), problems);
        CheckCount(options.InboxMemoryCount, nameof(options.InboxMemoryCount), problems);
    }

    private static void CheckTime(TimeSpan value, string name, List<string> problems)
    {
        if (value <= TimeSpan.Zero || value > _longest)
        {
            problems.Add($"{name} has to be more than nothing and at most a day.");
        }
    }

    private static void CheckCount(int value, string name, List<string> problems)
    {
        if (value < 1)
        {
            problems.Add($"{name} has to be at least 1.");
        }
    }
}
