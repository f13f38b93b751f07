using System.Text;
using Switchboard.Extensibility;

namespace Switchboard.Storage.Calls;

/// <summary>Statements about calls' results, which both databases understand.</summary>
internal static class CallResultSql
{
    /// <summary>Takes the key, unless it is known and not past its time.</summary>
    public const string Begin =
        """
        INSERT INTO call_result (call_key, has_ended, error_code, error_message, is_temporary, data, kept_until)
        VALUES (@key, 0, 0, @nothing, 0, @nothing, @until)
        ON CONFLICT (call_key) DO UPDATE SET has_ended = 0, error_code = 0, error_message = @nothing, is_temporary = 0, data = @nothing, kept_until = @until
        WHERE call_result.kept_until <= @now
        """;

    public const string Find =
        "SELECT has_ended AS HasEnded, error_code AS ErrorCode, error_message AS ErrorMessage, is_temporary AS IsTemporary, data AS Data FROM call_result WHERE call_key = @key";

    /// <summary>All of them, as an export has them.</summary>
    public const string All =
        """
        SELECT call_key AS Key, has_ended AS HasEnded, error_code AS ErrorCode, error_message AS ErrorMessage, is_temporary AS IsTemporary, data AS Data,
          kept_until AS KeptUntil FROM call_result ORDER BY call_key
        """;

    /// <summary>Takes one from an export.</summary>
    public const string Add =
        """
        INSERT INTO call_result (call_key, has_ended, error_code, error_message, is_temporary, data, kept_until)
        VALUES (@Key, @HasEnded, @ErrorCode, @ErrorMessage, @IsTemporary, @Data, @KeptUntil)
        """;

    public const string End =
        """
        INSERT INTO call_result (call_key, has_ended, error_code, error_message, is_temporary, data, kept_until)
        VALUES (@key, 1, @ErrorCode, @ErrorMessage, @IsTemporary, @Data, @until)
        ON CONFLICT (call_key) DO UPDATE SET has_ended = 1, error_code = @ErrorCode, error_message = @ErrorMessage, is_temporary = @IsTemporary, data = @Data, kept_until = @until
        """;

    public const string Forget = "DELETE FROM call_result WHERE call_key = @key";

    public const string Sweep = "DELETE FROM call_result WHERE call_key IN (SELECT call_key FROM call_result WHERE kept_until <= @now ORDER BY kept_until LIMIT @limit)";
}

/// <summary>What a call came to, as the table has it.</summary>
internal sealed class CallResultRow
{
    public long HasEnded { get; init; }

    public long ErrorCode { get; init; }

    public byte[] ErrorMessage { get; init; } = [];

    public long IsTemporary { get; init; }

    public byte[] Data { get; init; } = [];

    public static CallResultRow From(CallResult result) => new()
    {
        HasEnded = result.HasEnded ? 1 : 0,
        ErrorCode = result.Error?.Code ?? 0,
        ErrorMessage = Encoding.UTF8.GetBytes(result.Error?.Message ?? ""),
        IsTemporary = result.Error is { Temporary: true } ? 1 : 0,
        Data = result.Data.ToArray(),
    };

    public CallResult ToResult() => new()
    {
        HasEnded = HasEnded != 0,
        Error = ErrorCode == 0 ? null : new ErrorCode((uint)ErrorCode, Encoding.UTF8.GetString(ErrorMessage), IsTemporary != 0),
        Data = Data,
    };
}
