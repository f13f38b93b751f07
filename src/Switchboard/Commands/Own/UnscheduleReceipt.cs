namespace Switchboard.Commands.Own;

/// <summary>The result of <c>unschedule</c>.</summary>
/// <param name="Cancelled">Whether it will not happen: false where there is none of that name, or it is happening.</param>
internal sealed record UnscheduleReceipt(bool Cancelled);
