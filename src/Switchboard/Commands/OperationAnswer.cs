using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Switchboard.Results;

namespace Switchboard.Commands;

/// <summary>What an operation came to: a result, an error, or a reason to close the connection.</summary>
internal readonly struct OperationAnswer
{
    private readonly object? _result;
    private readonly JsonTypeInfo? _type;
    private readonly CloseCode? _close;

    public OperationAnswer(object result, JsonTypeInfo type)
    {
        _result = result;
        _type = type;
    }

    public OperationAnswer(ErrorCode? error, CloseCode? close = null)
    {
        // Where no connection can be closed, that is an internal error.
        Error = error ?? ErrorCodes.Internal;
        _close = close;
    }

    /// <summary>Why there is no result; null where there is one.</summary>
    public ErrorCode? Error { get; }

    /// <summary>After how many seconds it may be asked again, where it was asked too often; 0 otherwise.</summary>
    public int RetryAfterSeconds { get; init; }

    /// <summary>The result as JSON, for a connection.</summary>
    public Result<ReadOnlyMemory<byte>> ToResult()
    {
        if (_close is not null)
        {
            return _close;
        }

        return Error is null ? (ReadOnlyMemory<byte>)JsonSerializer.SerializeToUtf8Bytes(_result, _type!) : Error;
    }

    /// <summary>Writes the result alone, or the error alone.</summary>
    public void WriteValue(Utf8JsonWriter writer)
    {
        if (Error is null)
        {
            JsonSerializer.Serialize(writer, _result, _type!);
        }
        else
        {
            JsonSerializer.Serialize(writer, ApiError.Of(Error), OperationJsonContext.Default.ApiError);
        }
    }

    /// <summary>Writes the property that tells the error or, under a name, the result.</summary>
    public void WriteProperty(Utf8JsonWriter writer, string resultName)
    {
        writer.WritePropertyName(Error is null ? resultName : "error");
        WriteValue(writer);
    }
}
