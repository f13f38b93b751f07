using Switchboard.Connections;

namespace Switchboard.Tests.Support;

/// <summary>A transport that notes what it is told, and passes it on to another where there is one.</summary>
internal sealed class RecordingTransport(IConnectionTransport? behind = null) : IConnectionTransport
{
    private readonly TaskCompletionSource _cut = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Cutting => _cut.Task;

    public bool IsCut => _cut.Task.IsCompleted;

    public void OnClosing() => behind?.OnClosing();

    public void Cut()
    {
        behind?.Cut();
        _cut.TrySetResult();
    }
}
