using RabbitMQ.Client;

namespace Switchboard.RabbitMq.Jobs;

/// <summary>The channel to publish on, for those who wait while there is none, or while RabbitMQ takes nothing.</summary>
internal sealed class SendingChannel
{
    private readonly Lock _lock = new();
    private TaskCompletionSource<(IConnection Connection, IChannel Channel)> _current = Create();

    /// <summary>Complete once there is one.</summary>
    public Task<(IConnection Connection, IChannel Channel)> Current
    {
        get
        {
            lock (_lock)
            {
                return _current.Task;
            }
        }
    }

    /// <summary>There is one.</summary>
    public void Open(IConnection connection, IChannel channel)
    {
        lock (_lock)
        {
            _current = _current.Task.IsCompleted ? Create() : _current;
            _current.SetResult((connection, channel));
        }
    }

    /// <summary>That one is of no use any more; there is none until further notice.</summary>
    public void Close(IChannel channel)
    {
        lock (_lock)
        {
            if (_current.Task.IsCompletedSuccessfully && ReferenceEquals(_current.Task.Result.Channel, channel))
            {
                _current = Create();
            }
        }
    }

    private static TaskCompletionSource<(IConnection Connection, IChannel Channel)> Create() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
