using System.Collections.Concurrent;
using System.Security.Cryptography;
using Switchboard.Client.Requests;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Client.Calls;

/// <summary>The calls that a client waits for.</summary>
internal sealed class MethodCaller(ClientContext context, Requester requester)
{
    private readonly ConcurrentDictionary<string, IProgress<ReadOnlyMemory<byte>>> _listening = new(StringComparer.Ordinal);

    /// <summary>Calls, and returns the result's data.</summary>
    public async Task<ReadOnlyMemory<byte>> CallAsync(string method, ReadOnlyMemory<byte> data, CallOptions options, CancellationToken cancellationToken)
    {
        var deadline = options.Deadline ?? context.Settings.CallDeadline;

        // Only calls that have an id can be cancelled and tell of progress; the hub remembers those.
        var id = options.Progress is not null || cancellationToken.CanBeCanceled ? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)) : null;
        if (options.Progress is not null)
        {
            _listening[id!] = options.Progress;
        }

        try
        {
            // The hub ends the call at its deadline; the rest is for the way.
            var command = new RpcCommand(0, "sb.call", CallCodec.Call(method, data, options, deadline, id));
            var timeout = deadline + context.Settings.RequestTimeout;
            var reply = options.IdempotencyKey is null
                ? await requester.AskAsync<RpcReply>("call", method, command, timeout, cancellationToken).ConfigureAwait(false)
                : await requester.AskAgainAsync<RpcReply>("call", method, command, timeout, cancellationToken).ConfigureAwait(false);
            return CallCodec.ReadResult(reply.Data);
        }
        catch (OperationCanceledException) when (id is not null)
        {
            context.Session?.Request(new RpcCommand(0, "sb.cancel", CallCodec.Cancel(id)));
            throw;
        }
        finally
        {
            if (id is not null)
            {
                _listening.TryRemove(id, out _);
            }
        }
    }

    public void OnProgress(CallMessage message)
    {
        if (_listening.TryGetValue(message.Id, out var progress))
        {
            var data = message.Data;
            context.Events.PostUnlessFull("Progress", () => progress.Report(data));
        }
    }
}
