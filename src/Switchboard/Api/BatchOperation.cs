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
            return InvalidField.Missing("commands");
        }

        if (commands.Count > settings.Current.Api.MaxBatchSize)
        {
            return ErrorCodes.LimitExceeded;
        }

        var replies = new BatchReplies(settings.Current.Api.MaxReplyBytes);
        return new BatchResult
        {
            Replies = request.Parallel == true
                ? await Task.WhenAll(commands.Select(command => AnswerAsync(command, replies, caller, cancellationToken)))
                : await AnswerInOrderAsync(commands, replies, caller, cancellationToken),
        };
    }

    private async Task<IReadOnlyDictionary<string, RawJson>[]> AnswerInOrderAsync(
        List<Dictionary<string, JsonElement>?> commands, BatchReplies sizes, OperationCaller caller, CancellationToken cancellationToken)
    {
        var replies = new IReadOnlyDictionary<string, RawJson>[commands.Count];
        for (var i = 0; i < replies.Length; i++)
        {
            replies[i] = await AnswerAsync(commands[i], sizes, caller, cancellationToken);
        }

        return replies;
    }

    private async Task<IReadOnlyDictionary<string, RawJson>> AnswerAsync(
        Dictionary<string, JsonElement>? command, BatchReplies replies, OperationCaller caller, CancellationToken cancellationToken)
    {
        if (replies.AreFull)
        {
            return replies.Add(ErrorName, new OperationAnswer(ApiErrors.RepliesTooLarge));
        }

        var given = command?.Where(static entry => entry.Value.ValueKind != JsonValueKind.Null).ToArray();
        return given is [var (name, parameters)] && name != Info.Name
            ? replies.Add(name, await dispatcher.Value.AnswerAsync(name, parameters, caller.Key!, caller.Address, cancellationToken))
            : replies.Add(ErrorName, new OperationAnswer(ErrorCodes.BadRequest));
    }

    /// <summary>Writes the replies of one batch, and counts their bytes.</summary>
    private sealed class BatchReplies(int maxBytes)
    {
        private long _bytes;

        /// <summary>Whether the answer is as large as it may be: nothing more is carried out.</summary>
        public bool AreFull => Volatile.Read(ref _bytes) > maxBytes;

        /// <summary>Writes a reply.</summary>
        public Dictionary<string, RawJson> Add(string name, OperationAnswer answer)
        {
            var value = new ArrayBufferWriter<byte>();
            using (var writer = ApiWriter.Create(value))
            {
                answer.WriteValue(writer);
            }

            Interlocked.Add(ref _bytes, value.WrittenCount);
            return new Dictionary<string, RawJson>(1, StringComparer.Ordinal) { [answer.Error is null ? name : ErrorName] = new(value.WrittenMemory) };
        }
    }
}
