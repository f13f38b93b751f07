using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Switchboard.Wire.SocketIo;

namespace Switchboard.Protocols.SocketIo;

/// <content>Acknowledgements that the client owes.</content>
public sealed partial class SocketIoSocket
{
    private readonly ConcurrentDictionary<long, TaskCompletionSource<SocketIoArguments>> _acks = new();
    private long _lastAck = -1;

    /// <summary>Sends an event with one argument and waits until the client acknowledges it.</summary>
    /// <param name="name">The event.</param>
    /// <param name="value">Its argument. An array is one argument.</param>
    /// <returns>What the client acknowledges it with.</returns>
    /// <inheritdoc cref="EmitWithAckAsync(string, TimeSpan, CancellationToken, ReadOnlySpan{object?})" path="/exception"/>
    [OverloadResolutionPriority(1)]
    public Task<SocketIoArguments> EmitWithAckAsync(string name, object? value) => EmitWithAckAsync(name, [value]);

    /// <summary>Sends an event and waits until the client acknowledges it.</summary>
    /// <param name="name">The event.</param>
    /// <param name="values">Its arguments.</param>
    /// <returns>What the client acknowledges it with.</returns>
    /// <inheritdoc cref="EmitWithAckAsync(string, TimeSpan, CancellationToken, ReadOnlySpan{object?})" path="/exception"/>
    public Task<SocketIoArguments> EmitWithAckAsync(string name, params ReadOnlySpan<object?> values)
        => EmitWithAckAsync(name, Namespace.Server.Options.AckTimeout, CancellationToken.None, values);

    /// <summary>Sends an event with one argument and waits until the client acknowledges it.</summary>
    /// <param name="name">The event.</param>
    /// <param name="timeout">How long the client has.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <param name="value">Its argument. An array is one argument.</param>
    /// <returns>What the client acknowledges it with.</returns>
    /// <inheritdoc cref="EmitWithAckAsync(string, TimeSpan, CancellationToken, ReadOnlySpan{object?})" path="/exception"/>
    [OverloadResolutionPriority(1)]
    [SuppressMessage("Design", "CA1068:CancellationToken parameters must come last", Justification = "Arguments come last, however many there are.")]
    public Task<SocketIoArguments> EmitWithAckAsync(string name, TimeSpan timeout, CancellationToken cancellationToken, object? value)
        => EmitWithAckAsync(name, timeout, cancellationToken, [value]);

    /// <summary>Sends an event and waits until the client acknowledges it.</summary>
    /// <param name="name">The event.</param>
    /// <param name="timeout">How long the client has.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <param name="values">Its arguments.</param>
    /// <returns>What the client acknowledges it with.</returns>
    /// <exception cref="TimeoutException">The client did not in time.</exception>
    /// <exception cref="OperationCanceledException">The client has left, or the token was cancelled.</exception>
    /// <exception cref="InvalidOperationException">Too many acknowledgements are awaited.</exception>
    public Task<SocketIoArguments> EmitWithAckAsync(string name, TimeSpan timeout, CancellationToken cancellationToken, params ReadOnlySpan<object?> values)
    {
        SocketIoEvents.CheckEmitted(name);
        return AskAsync(name, SocketIoValues.Encode(values, Namespace.Server.Json), timeout, cancellationToken);
    }

    /// <summary>Sends an event that is ready, and waits until the client acknowledges it.</summary>
    internal async Task<SocketIoArguments> AskAsync(string name, EncodedArguments arguments, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var id = Interlocked.Increment(ref _lastAck);
        var waiting = new TaskCompletionSource<SocketIoArguments>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_acks.Count >= Namespace.Server.Options.MaxPendingAcks)
        {
            throw new InvalidOperationException("The client owes too many acknowledgements.");
        }

        _acks[id] = waiting;
        try
        {
            if (!Connected)
            {
                throw new OperationCanceledException("The client has left.");
            }

            Send(SocketIoFrames.Event(_session.Version, Namespace.Name, name, arguments, id));
            return await waiting.Task.WaitAsync(timeout, _session.Server.Services.Time, cancellationToken);
        }
        finally
        {
            _acks.TryRemove(id, out _);
        }
    }

    /// <summary>Takes an acknowledgement. One for nothing, or a second one, means nothing.</summary>
    internal void TakeAck(SocketIoPacket packet)
    {
        if (packet.Id is { } id && _acks.TryRemove(id, out var waiting))
        {
            waiting.TrySetResult(new SocketIoArguments(packet.Arguments, packet.Attachments, Namespace.Server.Json));
        }
    }

    private void FailAcks(string reason)
    {
        foreach (var (id, waiting) in _acks)
        {
            if (_acks.TryRemove(id, out _))
            {
                waiting.TrySetException(new OperationCanceledException($"The client has left: {reason}."));
            }
        }
    }
}
