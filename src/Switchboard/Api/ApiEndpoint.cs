using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Switchboard.Commands;
using Switchboard.Configuration;
using Switchboard.Json;
using Switchboard.Transports;

namespace Switchboard.Api;

/// <summary><c>/api</c>: takes calls of methods over HTTP.</summary>
internal sealed class ApiEndpoint(ApiKeys keys, OriginPolicy origins, SettingsHolder settings, ApiDispatcher dispatcher, ILogger<ApiEndpoint> logger)
{
    private const string JsonType = "application/json";
    private const string ResultName = "result";

    private static readonly JsonElement _noParameters = JsonElement.Parse("{}"u8);

    /// <summary>Every operation that services may call.</summary>
    public IReadOnlyList<IOperation> Operations => dispatcher.Operations;

    /// <summary>Answers a call whose method is in the address.</summary>
    public async Task HandleAsync(HttpContext context, IOperation operation)
    {
        if (await TryEnterAsync(context) is not var (key, body))
        {
            return;
        }

        if (RequestParser.TryParseObject(body) is not { } parameters)
        {
            Refuse(context, StatusCodes.Status400BadRequest);
            return;
        }

        var answer = await dispatcher.AnswerAsync(operation.Info.Name, parameters, key, context.RequestAborted);
        var output = new ArrayBufferWriter<byte>();
        Write(output, writer =>
        {
            if (operation.AnswersBare && answer.Error is null)
            {
                answer.WriteValue(writer);
                return;
            }

            writer.WriteStartObject();
            answer.WriteProperty(writer, ResultName);
            writer.WriteEndObject();
        });
        await RespondAsync(context, output.WrittenMemory);
    }

    /// <summary>Answers the older form: any number of calls in the body, each with its method.</summary>
    public async Task HandleSequenceAsync(HttpContext context)
    {
        if (await TryEnterAsync(context) is not var (key, body))
        {
            return;
        }

        var max = settings.Current.Api.MaxBatchSize;
        if (RequestParser.TryParseObjects(body) is not { } calls || calls.Count > max)
        {
            Refuse(context, StatusCodes.Status400BadRequest);
            return;
        }

        var maxBytes = settings.Current.Api.MaxReplyBytes;
        var output = new ArrayBufferWriter<byte>();
        foreach (var call in calls)
        {
            if (output.WrittenCount > 0)
            {
                output.Write("\n"u8);
            }

            var command = RequestParser.TryRead(call, ApiJsonContext.Default.SequenceCommand);
            var answer = output.WrittenCount > maxBytes ? new OperationAnswer(ApiErrors.RepliesTooLarge) : await AnswerAsync(command, key, context.RequestAborted);
            Write(output, writer => WriteReply(writer, command?.Id ?? default, answer));
        }

        await RespondAsync(context, output.WrittenMemory);
    }

    private static void Write(IBufferWriter<byte> output, Action<Utf8JsonWriter> write)
    {
        using var writer = ApiWriter.Create(output);
        write(writer);
    }

    private static void WriteReply(Utf8JsonWriter writer, RawJson id, OperationAnswer answer)
    {
        writer.WriteStartObject();
        if (id.IsGiven)
        {
            writer.WritePropertyName("id");
            writer.WriteRawValue(JsonBytes.OnOneLine(id.Utf8).Span, skipInputValidation: true);
        }

        answer.WriteProperty(writer, ResultName);
        writer.WriteEndObject();
    }

    private static JsonElement ParametersOf(SequenceCommand command)
        => command.Params.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null
            || (command.Params.ValueKind == JsonValueKind.Array && command.Params.GetArrayLength() == 0)
            ? _noParameters
            : command.Params;

    private static async Task RespondAsync(HttpContext context, ReadOnlyMemory<byte> body)
    {
        context.Response.ContentType = JsonType;
        context.Response.ContentLength = body.Length;
        await context.Response.BodyWriter.WriteAsync(body, context.RequestAborted);
    }

    private ValueTask<OperationAnswer> AnswerAsync(SequenceCommand? command, ApiKeySettings key, CancellationToken cancellationToken)
        => command?.Method is null
            ? ValueTask.FromResult(new OperationAnswer(ErrorCodes.BadRequest))
            : dispatcher.AnswerAsync(command.Method, ParametersOf(command), key, cancellationToken);

    /// <summary>Decides whether to serve a request, and reads its body. Where the answer is null, the response is made.</summary>
    private async ValueTask<(ApiKeySettings Key, byte[] Body)?> TryEnterAsync(HttpContext context)
    {
        if (!origins.Allows(context.Request))
        {
            Refuse(context, StatusCodes.Status403Forbidden);
            return null;
        }

        if (keys.Find(context.Request) is not { } key)
        {
            Refuse(context, StatusCodes.Status401Unauthorized);
            return null;
        }

        if (await RequestBody.ReadAsync(context.Request, settings.Current.Api.MaxBodyBytes, context.RequestAborted) is not { } body)
        {
            Refuse(context, StatusCodes.Status413PayloadTooLarge);
            return null;
        }

        return (key, body);
    }

    private void Refuse(HttpContext context, int status)
    {
        ApiLog.Refused(logger, $"{context.Connection.RemoteIpAddress}", status);
        context.Response.StatusCode = status;
        if (status != StatusCodes.Status400BadRequest && HttpProtocol.IsHttp11(context.Request.Protocol))
        {
            // The body has not been read, and is not going to be.
            context.Response.Headers.Connection = "close";
        }
    }
}
