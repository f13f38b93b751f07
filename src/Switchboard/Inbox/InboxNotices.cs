using System.Text.Json.Serialization;
using Switchboard.Names;

namespace Switchboard.Inbox;

/// <summary>What a user's devices are told of a mark.</summary>
/// <param name="Ids">The messages.</param>
/// <param name="As">What they were marked as.</param>
/// <param name="Unread">How many messages were unread then.</param>
internal sealed record MarkNotice(IReadOnlyList<string> Ids, string As, long Unread);

/// <summary>What a sender is told of a message. Times are Unix milliseconds.</summary>
internal sealed record ReceiptNotice
{
    public required string Id { get; init; }

    public required string User { get; init; }

    public required string State { get; init; }

    public required long AcceptedAt { get; init; }

    public long? DeliveredAt { get; init; }

    public long? ReadAt { get; init; }

    public long? EndedAt { get; init; }

    public static ReceiptNotice Of(MessageReceipt receipt) => new()
    {
        Id = receipt.Id,
        User = receipt.User,
        State = MessageNames.Of(receipt.State),
        AcceptedAt = receipt.AcceptedAt.ToUnixTimeMilliseconds(),
        DeliveredAt = receipt.DeliveredAt?.ToUnixTimeMilliseconds(),
        ReadAt = receipt.ReadAt?.ToUnixTimeMilliseconds(),
        EndedAt = receipt.EndedAt?.ToUnixTimeMilliseconds(),
    };
}

/// <summary>How the notices about messages are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(MarkNotice))]
[JsonSerializable(typeof(ReceiptNotice))]
internal sealed partial class InboxJsonContext : JsonSerializerContext;
