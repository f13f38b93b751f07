namespace Switchboard.Client;

/// <summary>What a subscription wants. Read once, when it is made.</summary>
public sealed class SubscriptionOptions
{
    /// <summary>
    /// Gives the subscription token, each time the subscription begins or its time is nearly over; null for channels that need none. Null as
    /// an answer means that there is none any more, which ends the subscription; an exception makes it try again later.
    /// </summary>
    public Func<string, CancellationToken, ValueTask<string?>>? GetToken { get; set; }

    /// <summary>Where to go on from, as <see cref="Subscription.Position"/> said in an earlier run of the program; null begins with the present.</summary>
    public Position? Since { get; set; }

    /// <summary>Whether to be told who comes and goes.</summary>
    public bool JoinLeave { get; set; }

    /// <summary>Application data for whoever decides about the subscription; empty for none.</summary>
    public ReadOnlyMemory<byte> Data { get; set; }
}
