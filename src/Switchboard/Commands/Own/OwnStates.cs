using Switchboard.Inbox;

namespace Switchboard.Commands.Own;

/// <summary>The result of <c>state</c>: the messages that are remembered.</summary>
internal sealed record OwnStates(IReadOnlyList<ReceiptNotice> Messages);
