using System.Collections.Concurrent;
using System.Security.Cryptography;
using Switchboard.Client.Requests;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Client.Calls;

/// <summary>Calls methods, and passes their progress on.</summary>
internal sealed class CallInvoker(ClientContext context, RequestSender requests)
{
    private readonly ConcurrentDictionary<string, IProgress<ReadOnlyMemory<byte>>> _progress = new(StringComparer.Ordinal);

    /// <summary>Calls, and returns the result's data.</summary>
    public async Task<ReadOnlyMemory<byte>> CallAsync(string method, ReadOnlyMemory<byte> data, CallOptions options, CancellationToken cancellationToken)
    {
        var deadline = options.Deadline ?? context.Settings.CallDeadline;

        // Only calls with an id can be cancelled and report progress: for those the hub keeps state.
        var id = options.Progress is not null || cancellationToken.CanBeCanceled ? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)) : null;
        if (options.Progress is not null)
        {
            _progress[id!] = options.Progress;
        }

        try
        {
            // The hub ends the call at its deadline; the rest of the timeout is for the network.
            var command = new RpcCommand(0, "sb.call", CallCodec.WriteCall(method, data, options, deadline, id));
            var timeout = deadline + context.Settings.RequestTimeout;
            var reply = await requests.SendAsync<RpcReply>("call", method, command, timeout, isIdempotent: options.IdempotencyKey is not null, cancellationToken).ConfigureAwait(false);
            return CallCodec.ReadResult(reply.Data);
        }
        catch (OperationCanceledException) when (id is not null)
        {
            context.Session?.Request(new RpcCommand(0, "sb.cancel", CallCodec.WriteCancel(id)));
            throw;
        }
        finally
        {
            if (id is not null)
            {
                _progress.TryRemove(id, out _);
            }
        }
    }

    public void OnProgress(CallMessage message)
    {
        if (_progress.TryGetValue(message.Id, out var progress))
        {
            var data = message.Data;
            context.Events.PostUnlessFull("Progress", () => progress.Report(data));
        }
    }
}
