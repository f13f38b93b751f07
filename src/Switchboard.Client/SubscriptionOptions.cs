namespace Switchboard.Client;

/// <summary>The options of a subscription. Read once, when it is created.</summary>
public sealed class SubscriptionOptions
{
    /// <summary>
    /// Gets the subscription token, each time the client subscribes and before the token expires; null for channels that need none. Null as
    /// an answer means that there is none any more, which ends the subscription; an exception makes it try again later.
    /// </summary>
    public Func<string, CancellationToken, ValueTask<string?>>? GetToken { get; set; }

    /// <summary>The position to recover from, as <see cref="Subscription.Position"/> was in an earlier run of the program; null to start with new publications.</summary>
    public Position? Since { get; set; }

    /// <summary>Whether to receive join and leave events.</summary>
    public bool JoinLeave { get; set; }

    /// <summary>Whether publications may come as what has changed since the one before, where the namespace says <c>delta: fossil</c>. The application receives them whole all the same.</summary>
    public bool Delta { get; set; }

    /// <summary>Application data for whatever authorizes the subscription; empty for none.</summary>
    public ReadOnlyMemory<byte> Data { get; set; }
}
