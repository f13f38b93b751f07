using System.Text;
using Switchboard.Outbound;

namespace Switchboard.Tests.Support;

/// <summary>Records what is sent; takes no more than its capacity until it is opened.</summary>
internal sealed class StallingSink : IOutboundSink
{
    private readonly Lock _lock = new();
    private readonly List<byte> _received = [];
    private readonly TaskCompletionSource _stalled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource<bool>? _waiting;
    private int _capacity = int.MaxValue;
    private bool _isBroken;

    /// <summary>How many bytes are still taken at once.</summary>
    public int Capacity
    {
        get => Volatile.Read(ref _capacity);
        init => _capacity = value;
    }

    /// <summary>How many direct sends there were.</summary>
    public int Sends { get; private set; }

    /// <summary>Completes when somebody waits for the sink to take more.</summary>
    public Task Stalled => _stalled.Task;

    /// <summary>The sizes of the direct sends that were taken, at least in part.</summary>
    public List<int> Sizes { get; } = [];

    public string Text
    {
        get
        {
            lock (_lock)
            {
                return Encoding.UTF8.GetString([.. _received]);
            }
        }
    }

    public string[] Lines => Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public int TrySend(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            Sends++;
            if (_isBroken)
            {
                return -1;
            }

            var taken = Math.Min(bytes.Length, _capacity);
            _received.AddRange(bytes[..taken]);
            _capacity = _capacity == int.MaxValue ? _capacity : _capacity - taken;
            Sizes.Add(taken);
            return taken;
        }
    }

    public async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        TaskCompletionSource<bool> waiting;
        lock (_lock)
        {
            if (_isBroken)
            {
                return false;
            }

            waiting = _waiting = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            _stalled.TrySetResult();
        }

        if (!await waiting.Task)
        {
            return false;
        }

        lock (_lock)
        {
            _received.AddRange(bytes.Span);
            return true;
        }
    }

    /// <summary>Takes everything from now on.</summary>
    public void Open()
    {
        lock (_lock)
        {
            _capacity = int.MaxValue;
            _waiting?.TrySetResult(true);
        }
    }

    /// <summary>Breaks the connection.</summary>
    public void Break()
    {
        lock (_lock)
        {
            _isBroken = true;
            _waiting?.TrySetResult(false);
        }
    }
}
