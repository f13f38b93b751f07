using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Switchboard.Api.Messages;

namespace Switchboard.Api;

/// <summary>What a call of a method came to: a result, or an error.</summary>
internal sealed class ApiAnswer
{
    private readonly object? _result;
    private readonly JsonTypeInfo? _type;

    public ApiAnswer(object result, JsonTypeInfo type)
    {
        _result = result;
        _type = type;
    }

    public ApiAnswer(ErrorCode error) => Error = error;

    public ErrorCode? Error { get; }

    /// <summary>Writes the result alone, or the error alone.</summary>
    public void WriteValue(Utf8JsonWriter writer)
    {
        if (Error is not null)
        {
            JsonSerializer.Serialize(writer, new ApiError { Code = Error.Code, Message = Error.Message }, ApiJsonContext.Default.ApiError);
        }
        else
        {
            JsonSerializer.Serialize(writer, _result, _type!);
        }
    }

    /// <summary>Writes the property that tells the error or, under a name, the result.</summary>
    public void WriteProperty(Utf8JsonWriter writer, string resultName)
    {
        writer.WritePropertyName(Error is null ? resultName : "error");
        WriteValue(writer);
    }
}
