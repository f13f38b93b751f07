using System.Text.Json.Serialization;
using Switchboard.Commands.Boards;
using Switchboard.Commands.Calls;
using Switchboard.Commands.Connect;
using Switchboard.Commands.Explain;
using Switchboard.Commands.History;
using Switchboard.Commands.Inbox;
using Switchboard.Commands.Jobs;
using Switchboard.Commands.Maps;
using Switchboard.Commands.Mutations;
using Switchboard.Commands.Node;
using Switchboard.Commands.Outboxes;
using Switchboard.Commands.Presence;
using Switchboard.Commands.Publish;
using Switchboard.Commands.Schedules;
using Switchboard.Commands.Subscribe;
using Switchboard.Commands.Tickets;
using Switchboard.Json;

namespace Switchboard.Commands;

/// <summary>How requests are read and results written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    MaxDepth = MaxDepth)]
[JsonSerializable(typeof(ApiError))]
[JsonSerializable(typeof(BoardCreateRequest))]
[JsonSerializable(typeof(BoardChangeRequest))]
[JsonSerializable(typeof(BoardDeleteRequest))]
[JsonSerializable(typeof(BoardChangesResult))]
[JsonSerializable(typeof(BoardListRequest))]
[JsonSerializable(typeof(BoardListResult))]
[JsonSerializable(typeof(BoardTakeRequest))]
[JsonSerializable(typeof(BoardFreeRequest))]
[JsonSerializable(typeof(BoardNoteRequest))]
[JsonSerializable(typeof(BoardLineResult))]
[JsonSerializable(typeof(BoardHistoryRequest))]
[JsonSerializable(typeof(BoardHistoryResult))]
[JsonSerializable(typeof(BroadcastRequest))]
[JsonSerializable(typeof(BroadcastResult))]
[JsonSerializable(typeof(CallMethodRequest))]
[JsonSerializable(typeof(ChannelRequest))]
[JsonSerializable(typeof(ChannelsRequest))]
[JsonSerializable(typeof(ChannelsResult))]
[JsonSerializable(typeof(ConnectionsRequest))]
[JsonSerializable(typeof(ConnectionsResult))]
[JsonSerializable(typeof(DisconnectRequest))]
[JsonSerializable(typeof(EmptyResult))]
[JsonSerializable(typeof(ExplainRequest))]
[JsonSerializable(typeof(ExplainResult))]
[JsonSerializable(typeof(HistoryPageRequest))]
[JsonSerializable(typeof(HistoryResult))]
[JsonSerializable(typeof(InboxRequest))]
[JsonSerializable(typeof(InboxResult))]
[JsonSerializable(typeof(InfoRequest))]
[JsonSerializable(typeof(InfoResult))]
[JsonSerializable(typeof(JobRequest))]
[JsonSerializable(typeof(JobResult))]
[JsonSerializable(typeof(JobIdRequest))]
[JsonSerializable(typeof(JobInfo))]
[JsonSerializable(typeof(JobsRequest))]
[JsonSerializable(typeof(JobsResult))]
[JsonSerializable(typeof(JobCancelResult))]
[JsonSerializable(typeof(JobRetryResult))]
[JsonSerializable(typeof(MarkRequest))]
[JsonSerializable(typeof(MarkResult))]
[JsonSerializable(typeof(OutboxesRequest))]
[JsonSerializable(typeof(OutboxesResult))]
[JsonSerializable(typeof(OutboxRefusedRequest))]
[JsonSerializable(typeof(OutboxRefusedResult))]
[JsonSerializable(typeof(OutboxRowsRequest))]
[JsonSerializable(typeof(OutboxRowsResult))]
[JsonSerializable(typeof(PresenceResult))]
[JsonSerializable(typeof(PresenceStatsResult))]
[JsonSerializable(typeof(AppendRequest))]
[JsonSerializable(typeof(DeleteRequest))]
[JsonSerializable(typeof(EndRequest))]
[JsonSerializable(typeof(MapPublishRequest))]
[JsonSerializable(typeof(MapRemoveRequest))]
[JsonSerializable(typeof(MapChanged))]
[JsonSerializable(typeof(MapReadStateRequest))]
[JsonSerializable(typeof(MapState))]
[JsonSerializable(typeof(MapReadStreamRequest))]
[JsonSerializable(typeof(MapChanges))]
[JsonSerializable(typeof(MapStats))]
[JsonSerializable(typeof(PublishRequest))]
[JsonSerializable(typeof(PublishResult))]
[JsonSerializable(typeof(RefreshRequest))]
[JsonSerializable(typeof(RpcRequest))]
[JsonSerializable(typeof(RpcResult))]
[JsonSerializable(typeof(ScheduleRequest))]
[JsonSerializable(typeof(ScheduleResult))]
[JsonSerializable(typeof(ScheduledRequest))]
[JsonSerializable(typeof(ScheduledResult))]
[JsonSerializable(typeof(UnscheduleRequest))]
[JsonSerializable(typeof(UnscheduleResult))]
[JsonSerializable(typeof(SendRequest))]
[JsonSerializable(typeof(SendResult))]
[JsonSerializable(typeof(StateRequest))]
[JsonSerializable(typeof(StateResult))]
[JsonSerializable(typeof(ServerSubscribeRequest))]
[JsonSerializable(typeof(UnsubscribeRequest))]
[JsonSerializable(typeof(TicketRequest))]
[JsonSerializable(typeof(TicketListRequest))]
[JsonSerializable(typeof(TicketListResult))]
[JsonSerializable(typeof(TicketResult))]
[JsonSerializable(typeof(ServeRequest))]
[JsonSerializable(typeof(UnserveRequest))]
[JsonSerializable(typeof(AnswerRequest))]
[JsonSerializable(typeof(AnswerResult))]
[JsonSerializable(typeof(CancelRequest))]
internal sealed partial class OperationJsonContext : JsonSerializerContext
{
    /// <summary>How deep values may be nested in each other, the request itself included.</summary>
    public const int MaxDepth = JsonDepth.Readable;
}
