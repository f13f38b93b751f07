using System.Collections.Concurrent;

namespace Switchboard.Jobs;

/// <summary>Keeps what is told of a job in its order: that it begins is told behind that it waited, whoever was quicker.</summary>
internal sealed class JobTurns
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _open = new(StringComparer.Ordinal);

    /// <summary>Begins a turn, before anybody can find the job in the state that is to be told.</summary>
    public void Begin(string id) => _open.GetOrAdd(id, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    /// <summary>Ends a turn: it was told, or there was nothing to tell.</summary>
    public void End(string id)
    {
        if (_open.TryRemove(id, out var turn))
        {
            turn.SetResult();
        }
    }

    /// <summary>Completes when nobody is at telling of a job.</summary>
    public Task Of(string id) => _open.TryGetValue(id, out var turn) ? turn.Task : Task.CompletedTask;
}
