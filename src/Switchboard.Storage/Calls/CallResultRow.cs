using System.Text;
using Switchboard.Extensibility;

namespace Switchboard.Storage.Calls;

/// <summary>What a call came to, as the table has it.</summary>
internal sealed class CallResultRow
{
    public long HasEnded { get; init; }

    public long ErrorCode { get; init; }

    public byte[] ErrorMessage { get; init; } = [];

    public long IsTemporary { get; init; }

    public byte[] Data { get; init; } = [];

    public static CallResultRow Of(CallResult result) => new()
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
