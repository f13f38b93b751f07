namespace Switchboard.Commands.Own;

/// <summary>The result of <c>send</c>, in the order of the users.</summary>
internal sealed record OwnMessages(IReadOnlyList<OwnMessage> Messages);
