using System.Text.Json.Serialization;

namespace Switchboard.Commands.Own;

/// <summary>How the fields of operations are read and their results written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(AnswerFields))]
[JsonSerializable(typeof(AnswerReceipt))]
[JsonSerializable(typeof(CallFields))]
[JsonSerializable(typeof(CancelFields))]
[JsonSerializable(typeof(ConnectionsFields))]
[JsonSerializable(typeof(InboxFields))]
[JsonSerializable(typeof(MarkFields))]
[JsonSerializable(typeof(OwnConnections))]
[JsonSerializable(typeof(OwnInbox))]
[JsonSerializable(typeof(OwnMessages))]
[JsonSerializable(typeof(OwnStates))]
[JsonSerializable(typeof(OwnUnread))]
[JsonSerializable(typeof(OwnSchedule))]
[JsonSerializable(typeof(OwnSchedules))]
[JsonSerializable(typeof(ScheduledFields))]
[JsonSerializable(typeof(ScheduleFields))]
[JsonSerializable(typeof(SendFields))]
[JsonSerializable(typeof(UnscheduleFields))]
[JsonSerializable(typeof(UnscheduleReceipt))]
[JsonSerializable(typeof(ServeFields))]
[JsonSerializable(typeof(StateFields))]
[JsonSerializable(typeof(UnserveFields))]
internal sealed partial class OwnJsonContext : JsonSerializerContext;
