using Switchboard.Json;
using Switchboard.Maps;
using Switchboard.Results;

namespace Switchboard.Commands.Maps;

/// <summary>Reads what operations about map channels share, and writes what they answer with.</summary>
internal static class MapRequestReader
{
    /// <summary>Reads whether an entry has to be there.</summary>
    public static Result<MapKeyMode> KeyModeOf(string? text) => text switch
    {
        null or "" => MapKeyMode.Any,
        "if_new" => MapKeyMode.IfNew,
        "if_exists" => MapKeyMode.IfExists,
        _ => InvalidField.Of("key_mode", "must be if_new or if_exists"),
    };

    /// <summary>Reads the position that an entry must have.</summary>
    public static Result<Position?> ExpectedOf(ulong? expectedOffset, string? expectedEpoch)
    {
        if (expectedOffset is not { } offset)
        {
            return string.IsNullOrEmpty(expectedEpoch) ? default(Position?) : InvalidField.Missing("expected_offset");
        }

        return offset > 0 && string.IsNullOrEmpty(expectedEpoch) ? InvalidField.Missing("expected_epoch") : new Position(offset, expectedEpoch ?? "");
    }

    /// <summary>What a caller gives and may not; null where it may. Passed over, the change would take the entry's tags from it.</summary>
    public static ErrorCode? FindUnfit(OperationCaller caller, Dictionary<string, string>? tags)
        => caller.Connection is not null && tags is not null ? InvalidField.Of("tags", "are for services to set") : null;

    /// <summary>Has a caller's change carried out.</summary>
    public static async ValueTask<Result<MapChanged>> ChangeAsync(MapPublisher maps, OperationCaller caller, MapWish wish, CancellationToken cancellationToken)
    {
        var outcome = caller.Connection is { } connection
            ? await maps.ChangeAsync(connection, wish, cancellationToken)
            : await maps.ChangeAsync(wish, cancellationToken);
        if (!outcome.IsSuccess)
        {
            return outcome.As<MapChanged>();
        }

        var (position, suppressed) = outcome.Value;
        return new MapChanged { Offset = position.Offset, Epoch = position.Epoch, Suppressed = suppressed is null ? null : true, SuppressReason = NameOf(suppressed) };
    }

    /// <summary>An entry, or a change of one.</summary>
    public static MapEntryItem EntryOf(Publication publication) => new()
    {
        Key = publication.Key ?? "",
        Data = publication is { IsJson: true, IsRemoval: false } ? new RawJson(publication.Data) : default,
        B64Data = publication.IsJson ? null : Convert.ToBase64String(publication.Data.Span),
        Removed = publication.IsRemoval ? true : null,
        Score = publication.Score == 0 ? null : publication.Score,
        Info = publication.Publisher is null ? null : ResultWriter.ClientOf(publication.Publisher),
        Offset = publication.Offset,
        Tags = publication.Tags,
        Time = publication.Time.ToUnixTimeMilliseconds(),
    };

    private static string? NameOf(MapSuppression? suppressed) => suppressed switch
    {
        MapSuppression.Idempotency => "idempotency",
        MapSuppression.KeyExists => "key_exists",
        MapSuppression.KeyNotFound => "key_not_found",
        MapSuppression.Version => "version",
        _ => null,
    };
}
