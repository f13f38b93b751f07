namespace Switchboard;

/// <summary>Who sent a message.</summary>
/// <param name="Kind">What kind of party.</param>
/// <param name="UserId">The user id; empty for anonymous parties and for services.</param>
public readonly record struct MessageSender(PrincipalKind Kind, string UserId)
{
    /// <summary>Whether receipts go into the sender's own inbox; else hooks may be told of them.</summary>
    public bool HasInbox => !string.IsNullOrEmpty(UserId);

    /// <summary>A principal as a sender.</summary>
    public static MessageSender Of(Principal principal)
    {
        ArgumentNullException.ThrowIfNull(principal);
        return new MessageSender(principal.Kind, principal.UserId);
    }
}
