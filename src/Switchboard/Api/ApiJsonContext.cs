using System.Text.Json.Serialization;
using Switchboard.Api.Messages;

namespace Switchboard.Api;

/// <summary>How the API's messages are read and written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    MaxDepth = MaxDepth)]
[JsonSerializable(typeof(ApiError))]
[JsonSerializable(typeof(BatchRequest))]
[JsonSerializable(typeof(BatchResult))]
[JsonSerializable(typeof(BroadcastRequest))]
[JsonSerializable(typeof(BroadcastResult))]
[JsonSerializable(typeof(CallRequest))]
[JsonSerializable(typeof(ChannelRequest))]
[JsonSerializable(typeof(ChannelsRequest))]
[JsonSerializable(typeof(ChannelsResult))]
[JsonSerializable(typeof(ConnectionsRequest))]
[JsonSerializable(typeof(ConnectionsResult))]
[JsonSerializable(typeof(DisconnectRequest))]
[JsonSerializable(typeof(EmptyResult))]
[JsonSerializable(typeof(HistoryPageRequest))]
[JsonSerializable(typeof(HistoryResult))]
[JsonSerializable(typeof(InboxRequest))]
[JsonSerializable(typeof(InboxResult))]
[JsonSerializable(typeof(InfoRequest))]
[JsonSerializable(typeof(InfoResult))]
[JsonSerializable(typeof(MarkRequest))]
[JsonSerializable(typeof(MarkResult))]
[JsonSerializable(typeof(PresenceResult))]
[JsonSerializable(typeof(PresenceStatsResult))]
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
[JsonSerializable(typeof(SequenceCommand))]
[JsonSerializable(typeof(StateRequest))]
[JsonSerializable(typeof(StateResult))]
[JsonSerializable(typeof(SubscribeRequest))]
[JsonSerializable(typeof(UnsubscribeRequest))]
internal sealed partial class ApiJsonContext : JsonSerializerContext
{
    /// <summary>How deep values may be nested in each other, the request itself included.</summary>
    public const int MaxDepth = 64;
}
