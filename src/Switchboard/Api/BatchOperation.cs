using System.Buffers;
using System.Text.Json;
using Switchboard.Commands;
using Switchboard.Configuration;
using Switchboard.Json;
using Switchboard.Results;

namespace Switchboard.Api;

/// <summary><c>batch</c>.</summary>
internal sealed class BatchOperation(Lazy<ApiDispatcher> dispatcher, SettingsHolder settings)
    : Operation<BatchRequest, BatchResult>("batch", ApiJsonContext.Default.BatchRequest, ApiJsonContext.Default.BatchResult)
{
    private const string ErrorName = "error";

    /// <inheritdoc/>
    public override bool AnswersBare => true;

    /// <inheritdoc/>
    protected override async ValueTask<Result<BatchResult>> ExecuteAsync(OperationCaller caller, BatchRequest request, CancellationToken cancellationToken)
    {
        if (request.Commands is not { } commands)
        {
            return ErrorCodes.BadRequest;
        }

        if (commands.Count > settings.Current.Api.MaxBatchSize)
        {
            return ErrorCodes.LimitExceeded;
        }

        return new BatchResult
        {
            Replies = request.Parallel == true
                ? await Task.WhenAll(commands.Select(command => AnswerAsync(command, caller.Key!, cancellationToken)))
                : await AnswerInOrderAsync(commands, caller.Key!, cancellationToken),
        };
    }

    private static Dictionary<string, RawJson> ReplyOf(string name, OperationAnswer answer)
    {
        var value = new ArrayBufferWriter<byte>();
        using (var writer = ApiWriter.Create(value))
        {
            answer.WriteValue(writer);
        }

        return new Dictionary<string, RawJson>(1, StringComparer.Ordinal) { [answer.Error is null ? name : ErrorName] = new(value.WrittenMemory) };
    }

    private async Task<IReadOnlyDictionary<string, RawJson>[]> AnswerInOrderAsync(
        List<Dictionary<string, JsonElement>?> commands, ApiKeySettings key, CancellationToken cancellationToken)
    {
        var replies = new IReadOnlyDictionary<string, RawJson>[commands.Count];
        for (var i = 0; i < replies.Length; i++)
        {
            replies[i] = await AnswerAsync(commands[i], key, cancellationToken);
        }

        return replies;
    }

    private async Task<IReadOnlyDictionary<string, RawJson>> AnswerAsync(
        Dictionary<string, JsonElement>? command, ApiKeySettings key, CancellationToken cancellationToken)
    {
        var given = command?.Where(static entry => entry.Value.ValueKind != JsonValueKind.Null).ToArray();
        return given is [var (name, parameters)] && name != Info.Name
            ? ReplyOf(name, await dispatcher.Value.AnswerAsync(name, parameters, key, cancellationToken))
            : ReplyOf(ErrorName, new OperationAnswer(ErrorCodes.BadRequest));
    }
}
