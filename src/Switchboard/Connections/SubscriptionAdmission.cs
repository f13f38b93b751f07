namespace Switchboard.Connections;

/// <summary>A subscription that may begin, and what may take that back before it has.</summary>
/// <param name="Request">What is to begin.</param>
/// <param name="Began">The last instruction that counts as before it.</param>
/// <param name="Recheck">Decides anew, where a grant alone allows it; null for others.</param>
/// <param name="TokenId">The id of the token that it comes by, empty for one without; null where it comes by none.</param>
internal sealed record SubscriptionAdmission(SubscriptionRequest Request, InstructionEntry Began, Func<bool>? Recheck, string? TokenId)
{
    /// <summary>What is answered where the subscription was ended while it began; null where it was not.</summary>
    public ErrorCode? FindRefused(Connection connection)
        => Began.FindUnsubscribe(connection, Request.Channel, Recheck, TokenId) is { } code ? ErrorCodes.NotAvailable with { Temporary = code.Resubscribe } : null;
}
