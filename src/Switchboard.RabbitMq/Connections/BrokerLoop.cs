using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Switchboard.RabbitMq.Connections;

/// <summary>Keeps a connection to RabbitMQ: when it ends, it is made again, after pauses that grow, for ever.</summary>
internal sealed class BrokerLoop(BrokerEndpoint endpoint, TimeProvider time)
{
    private static readonly TimeSpan _firstPause = TimeSpan.FromMilliseconds(200);

    // What is refused sooner than this after a session has begun, as for want of a right to publish, is refused again: the session is none that works.
    private static readonly TimeSpan _steady = TimeSpan.FromMinutes(1);

    private readonly BrokerConnector _connector = new(endpoint.Uri, endpoint.Name, time);
    private TimeSpan _pause = _firstPause;
    private long? _readyAt;
    private string? _told;
    private bool _isUnsteady;
    private CancellationToken _ended;

    /// <summary>What is wrong, in words that hold no secret; null while it works.</summary>
    public string? Problem { get; private set; } = "RabbitMQ is not connected yet";

    /// <summary>Runs sessions, one after the other, until it is told to stop. A session ends by throwing; it calls <see cref="Ready"/> once it works.</summary>
    public async Task RunAsync(Func<IConnection, CancellationToken, Task> session, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await HoldAsync(session, stopping);
            }
            catch (Exception) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                Report(exception);
            }

            await Task.Delay(_pause, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _pause = _pause * 2 < endpoint.MaxPause ? _pause * 2 : endpoint.MaxPause;
        }
    }

    /// <summary>It works.</summary>
    public void Ready()
    {
        (Problem, _readyAt) = (null, time.GetTimestamp());
        if (_isUnsteady)
        {
            _ = SettleAsync(_ended);
        }
        else
        {
            Settle();
        }
    }

    private async Task SettleAsync(CancellationToken ended)
    {
        await Task.Delay(_steady, time, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!ended.IsCancellationRequested)
        {
            Settle();
        }
    }

    private void Settle()
    {
        _pause = _firstPause;
        if (Interlocked.Exchange(ref _told, null) is not null)
        {
            endpoint.Back();
        }
    }

    private async Task HoldAsync(Func<IConnection, CancellationToken, Task> session, CancellationToken stopping)
    {
        var connection = await _connector.ConnectAsync(stopping);
        try
        {
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            connection.ConnectionShutdownAsync += (_, _) => EndAsync(ended);
            (_ended, _readyAt) = (ended.Token, null);
            try
            {
                // What waits on a connection that has ended may never be told: it is left behind.
                await session(connection, ended.Token).WaitAsync(ended.Token);
            }
            finally
            {
                await ended.CancelAsync();
            }
        }
        catch (OperationCanceledException) when (connection.CloseReason is { } reason)
        {
            throw new OperationInterruptedException(reason);
        }
        finally
        {
            await BrokerConnector.CloseAsync(connection);
        }
    }

    private static Task EndAsync(CancellationTokenSource ended)
    {
        try
        {
            // Not waited for: the client goes on when this is complete.
            _ = ended.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // The session has ended.
        }

        return Task.CompletedTask;
    }

    private void Report(Exception exception)
    {
        var problem = BrokerProblem.Of(exception, endpoint.Uri);
        _isUnsteady = _readyAt is { } at && BrokerProblem.IsRefusal(exception) && time.GetElapsedTime(at) < _steady;
        (Problem, _readyAt) = (problem, null);
        if (!string.Equals(Interlocked.Exchange(ref _told, problem), problem, StringComparison.Ordinal))
        {
            endpoint.Away(problem);
        }
    }
}

/// <summary>A connection that is kept.</summary>
/// <param name="Uri">Where RabbitMQ is.</param>
/// <param name="Name">What RabbitMQ shows of the connection.</param>
/// <param name="MaxPause">The longest pause between attempts to connect.</param>
internal sealed record BrokerEndpoint(Uri Uri, string Name, TimeSpan MaxPause)
{
    /// <summary>Told when it is lost, and why: once for each reason.</summary>
    public required Action<string> Away { get; init; }

    /// <summary>Told when it is back.</summary>
    public required Action Back { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name; // The URI has a password.
}
