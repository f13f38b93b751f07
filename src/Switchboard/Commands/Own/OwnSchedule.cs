namespace Switchboard.Commands.Own;

/// <summary>A schedule, as its owner sees it; without what is to happen in the answer of <c>schedule</c>.</summary>
internal sealed record OwnSchedule(string Id, long At, OwnScheduledPublish? Publish, OwnScheduledMessage? Send);
