using System.Text;
using System.Text.Json;
using Switchboard.Channels;
using Switchboard.Commands;
using Switchboard.Configuration;

namespace Switchboard.Api;

/// <summary>The publication that a body is appended to: by the operations that everybody has, with the key's permissions and rates.</summary>
internal sealed class AppendTarget(ApiDispatcher dispatcher, ApiKeySettings key, string address, string channel, TimeProvider time)
{
    private static readonly string[] _methods = ["publish", "append", "end"];

    // How deep data may be is decided with the publication.
    private static readonly JsonDocumentOptions _deep = new() { MaxDepth = OperationJsonContext.MaxDepth };

    private string _id = "";

    /// <summary>Why the key may not append bodies; null where it may. Nothing is begun that could not be ended.</summary>
    public ErrorCode? FindRefusal() => Array.Find(_methods, method => !key.Allows(method)) is not { } missing ? null : ErrorCodes.PermissionDenied with
    {
        Message = $"{ErrorCodes.PermissionDenied.Message}: this key may not call {missing}; append_stream needs {string.Join(", ", _methods)}",
    };

    /// <summary>Publishes it, open and empty; one that is there already is appended to.</summary>
    /// <param name="id">The id; empty for one of the hub's.</param>
    /// <param name="empty">Its first data.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<OperationAnswer> BeginAsync(string id, string empty, CancellationToken cancellationToken)
    {
        var answer = await CallAsync("publish", $$"""{"channel":{{Quote(channel)}},{{(id.Length > 0 ? $"\"id\":{Quote(id)}," : "")}}"open":true,"data":{{empty}}}""", cancellationToken);
        if (answer.Error is null)
        {
            _id = JsonSerializer.Deserialize(answer.ToResult().Value.Span, OperationJsonContext.Default.PublishResult)!.Id ?? "";
            return _id.Length > 0 ? answer : new OperationAnswer(MutationRequests.NotMutable);
        }

        if (answer.Error.Details?.Reason != MutationErrors.Exists)
        {
            return answer;
        }

        _id = id;
        return await AppendAsync(Encoding.UTF8.GetBytes(empty), cancellationToken);
    }

    /// <summary>Appends.</summary>
    /// <param name="json">The piece.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public ValueTask<OperationAnswer> AppendAsync(ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
        => CallAsync("append", [.. Encoding.UTF8.GetBytes($$"""{"channel":{{Quote(channel)}},"id":{{Quote(_id)}},"data":"""), .. json.Span, (byte)'}'], cancellationToken);

    /// <summary>Ends it, whatever becomes of the request.</summary>
    /// <param name="isBroken">Whether something is missing.</param>
    public ValueTask<OperationAnswer> EndAsync(bool isBroken)
        => CallAsync("end", $$"""{"channel":{{Quote(channel)}},"id":{{Quote(_id)}}{{(isBroken ? ",\"broken\":true" : "")}}}""", CancellationToken.None);

    private ValueTask<OperationAnswer> CallAsync(string operation, string json, CancellationToken cancellationToken)
        => CallAsync(operation, Encoding.UTF8.GetBytes(json), cancellationToken);

    // Where the key calls too often, the sender is kept waiting: nothing more of the body is read.
    private async ValueTask<OperationAnswer> CallAsync(string operation, byte[] json, CancellationToken cancellationToken)
    {
        using var parameters = JsonDocument.Parse(json, _deep);
        while (true)
        {
            var answer = await dispatcher.AnswerAsync(operation, parameters.RootElement, key, address, cancellationToken);
            if (answer.RetryAfterSeconds == 0)
            {
                return answer;
            }

            await Task.Delay(TimeSpan.FromSeconds(answer.RetryAfterSeconds), time, cancellationToken);
        }
    }

    private static string Quote(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}
