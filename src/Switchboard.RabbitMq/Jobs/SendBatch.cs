using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Switchboard.Extensibility;

namespace Switchboard.RabbitMq.Jobs;

/// <summary>Attempts that are sent together: all are under way before the first confirmation is waited for.</summary>
internal sealed class SendBatch(IReadOnlyList<JobAttempt> attempts, JobFormat format)
{
    private readonly ErrorCode?[] _outcomes = new ErrorCode?[attempts.Count];
    private IReadOnlyList<int> _left = [.. Enumerable.Range(0, attempts.Count)];

    /// <summary>Whether RabbitMQ had no queue for some.</summary>
    public bool HasReturned => _left.Count > 0;

    /// <summary>Publishes those that are left.</summary>
    public async Task PublishAsync(IChannel channel, CancellationToken cancellationToken)
    {
        var confirmations = new List<(int Index, Task Task)>(_left.Count);
        foreach (var index in _left)
        {
            try
            {
                var message = format.Write(attempts[index]);
                confirmations.Add((index, channel.BasicPublishAsync(message.Exchange, message.RoutingKey, mandatory: true, message.Properties, message.Body, cancellationToken).AsTask()));
            }
            catch (SwitchboardException exception)
            {
                _outcomes[index] = exception.Error;
            }
        }

        _left = await AwaitAsync(confirmations);
    }

    /// <summary>What has come of each.</summary>
    public IReadOnlyList<ErrorCode?> ToOutcomes(ErrorCode unroutable)
    {
        foreach (var index in _left)
        {
            _outcomes[index] = unroutable;
        }

        return _outcomes;
    }

    // All are waited for before the first failure is told: what is sent again must not overtake what is still under way.
    private static async Task<IReadOnlyList<int>> AwaitAsync(List<(int Index, Task Task)> confirmations)
    {
        var returned = new List<int>();
        Exception? failure = null;
        foreach (var (index, task) in confirmations)
        {
            try
            {
                await task;
            }
            catch (PublishException exception) when (exception.IsReturn)
            {
                returned.Add(index);
            }
            catch (Exception exception)
            {
                failure ??= exception;
            }
        }

        return failure is null ? returned : throw failure;
    }
}
