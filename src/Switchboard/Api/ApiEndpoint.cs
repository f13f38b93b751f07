using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Switchboard.Commands;
using Switchboard.Configuration;
using Switchboard.Json;
using Switchboard.Results;
using Switchboard.Transports;

namespace Switchboard.Api;

/// <summary><c>/api</c>: takes calls of methods over HTTP.</summary>
internal sealed class ApiEndpoint(ApiKeys keys, ApiRates rates, OriginPolicy origins, SettingsHolder settings, ApiDispatcher dispatcher, ApiRefusals refusals)
{
    private const string JsonType = "application/json";
    private const string ResultName = "result";

    /// <summary>Every operation that services may call.</summary>
    public IReadOnlyList<IOperation> Operations => dispatcher.Operations;

    /// <summary>Answers a call whose method is in the address.</summary>
    public async Task HandleAsync(HttpContext context, IOperation operation)
    {
        if (!ApiRefusals.IsSpelled(context.Request, operation.Info.Name))
        {
            // Routes know no case, and take a slash at the end.
            await refusals.RefuseAddressAsync(context);
            return;
        }

        if (await TryReadAsync(context) is not var (key, body))
        {
            return;
        }

        if (RequestParser.TryParseObject(body) is not { } parameters)
        {
            await refusals.RefuseBodyAsync(context, "one JSON object, such as {} for a method without fields");
            return;
        }

        var answer = await dispatcher.AnswerAsync(operation.Info.Name, parameters, key, ConnectionLimiter.AddressOf(context), context.RequestAborted);
        if (answer.RetryAfterSeconds > 0)
        {
            Refusal.TooMany(context, answer.RetryAfterSeconds);
        }

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

    /// <summary>Answers what comes to no operation.</summary>
    public Task RefuseAsync(HttpContext context)
        => context.Request.RouteValues["method"] is null or "" || dispatcher.Operations.Any(operation => ApiRefusals.IsSpelled(context.Request, operation.Info.Name))
            ? refusals.RefuseVerbAsync(context)
            : refusals.RefuseAddressAsync(context);

    /// <summary>Answers the older form: any number of calls in the body, each with its method.</summary>
    public async Task HandleSequenceAsync(HttpContext context)
    {
        if (!ApiRefusals.IsSpelled(context.Request, ""))
        {
            await refusals.RefuseAddressAsync(context);
            return;
        }

        if (await TryReadAsync(context) is not var (key, body))
        {
            return;
        }

        var rules = settings.Current.Api;
        if (RequestParser.TryParseObjects(body) is not { } calls || calls.Count > rules.MaxBatchSize)
        {
            await refusals.RefuseBodyAsync(context, $"JSON objects, each with a method and its params, at most {rules.MaxBatchSize} (api.maxBatchSize)");
            return;
        }

        var output = new ArrayBufferWriter<byte>();
        foreach (var call in calls)
        {
            var command = RequestParser.TryRead(call, ApiJsonContext.Default.SequenceCommand);
            var answer = output.WrittenCount > rules.MaxReplyBytes ? new OperationAnswer(ApiErrors.RepliesTooLarge) : await AnswerAsync(command, key, context);
            Write(output, writer => WriteReply(writer, command?.Id ?? default, answer));
        }

        await RespondAsync(context, output.WrittenMemory);
    }

    // Each answer ends its line.
    private static void Write(ArrayBufferWriter<byte> output, Action<Utf8JsonWriter> write)
    {
        using (var writer = ApiWriter.Create(output))
        {
            write(writer);
        }

        output.Write("\n"u8);
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
            ? RequestParser.NoFields
            : command.Params;

    private static async Task RespondAsync(HttpContext context, ReadOnlyMemory<byte> body)
    {
        context.Response.ContentType = JsonType;
        context.Response.ContentLength = body.Length;
        await context.Response.BodyWriter.WriteAsync(body, context.RequestAborted);
    }

    private ValueTask<OperationAnswer> AnswerAsync(SequenceCommand? command, ApiKeySettings key, HttpContext context)
        => command?.Method is null
            ? ValueTask.FromResult(new OperationAnswer(InvalidField.Missing("method")))
            : dispatcher.AnswerAsync(command.Method, ParametersOf(command), key, ConnectionLimiter.AddressOf(context), context.RequestAborted);

    /// <summary>Decides whether to serve a request. Where the answer is null, the response is made.</summary>
    public async ValueTask<ApiKeySettings?> TryEnterAsync(HttpContext context)
    {
        if (!origins.Allows(context.Request))
        {
            await refusals.RefuseOriginAsync(context);
            return null;
        }

        if (rates.Enter(context) is > 0 and var wait)
        {
            await refusals.RefuseRateAsync(context, wait);
            return null;
        }

        if (await keys.FindAsync(context.Request, context.RequestAborted) is not { } key)
        {
            rates.NoteWrongKey(context);
            await refusals.RefuseKeyAsync(context);
            return null;
        }

        if (context.Request.Headers.ContentEncoding.ToString() is { Length: > 0 } encoding && encoding != "identity")
        {
            await refusals.RefuseEncodingAsync(context);
            return null;
        }

        return key;
    }

    private async ValueTask<(ApiKeySettings Key, byte[] Body)?> TryReadAsync(HttpContext context)
    {
        if (await TryEnterAsync(context) is not { } key)
        {
            return null;
        }

        if (await RequestBody.ReadAsync(context.Request, settings.Current.Api.MaxBodyBytes, context.RequestAborted) is not { } body)
        {
            await refusals.RefuseSizeAsync(context, settings.Current.Api.MaxBodyBytes);
            return null;
        }

        return (key, body);
    }
}
