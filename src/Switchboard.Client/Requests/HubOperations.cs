using System.Security.Cryptography;
using System.Text.Json;
using Switchboard.Client.Connections;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Client.Requests;

/// <summary>Asks for operations of the hub's own, and reads their answers: JSON in either encoding.</summary>
internal sealed class HubOperations(ClientContext context, RequestSender requests)
{
    private const int KeyBytes = 16;

    /// <summary>A key that nobody else has, under which what is asked for has an effect once.</summary>
    public static string CreateKey() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyBytes));

    /// <summary>Asks, within the request timeout.</summary>
    /// <param name="operation">The operation, without its prefix.</param>
    /// <param name="subject">What it is about, for spans.</param>
    /// <param name="fields">The request.</param>
    /// <param name="read">Reads the answer.</param>
    /// <param name="isIdempotent">Whether to ask again where the connection is lost before the answer.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task<T> InvokeAsync<T>(
        string operation, string subject, ReadOnlyMemory<byte> fields, Func<JsonElement, T> read, bool isIdempotent, CancellationToken cancellationToken)
    {
        var command = new RpcCommand(0, $"sb.{operation}", fields);
        var reply = await requests.SendAsync<RpcReply>(operation, subject, command, context.Settings.RequestTimeout, isIdempotent, cancellationToken).ConfigureAwait(false);
        try
        {
            using var document = JsonFields.Parse(reply.Data);
            return read(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new SessionEnd(ConnectionChangeReason.ProtocolError, Error: exception).ToException();
        }
    }
}
