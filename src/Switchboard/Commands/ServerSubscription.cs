using Switchboard.Security;

namespace Switchboard.Commands;

/// <summary>A subscription that a client is given when it connects.</summary>
/// <param name="Options">Its particulars.</param>
/// <param name="IsRequired">Whether the client is not let in without it: a hook asked for it. What only a token names is left out where it cannot be had.</param>
internal sealed record ServerSubscription(SubscribeOptions Options, bool IsRequired)
{
    /// <summary>A subscription as the namespace has it.</summary>
    public static ServerSubscription Plain { get; } = new(SubscribeOptions.None, IsRequired: false);

    public static ServerSubscription Of(TokenSubscription token)
        => new(new SubscribeOptions { Info = token.Info, Data = token.Data, Override = token.Override }, IsRequired: false);
}
