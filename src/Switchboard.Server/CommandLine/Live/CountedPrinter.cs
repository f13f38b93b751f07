using Switchboard.Server.CommandLine.Output;

namespace Switchboard.Server.CommandLine.Live;

/// <summary>Prints one thing at a time, whatever comes from several threads, and counts.</summary>
/// <param name="output">Where to.</param>
/// <param name="count">After how many things it is full; 0 for never.</param>
internal sealed class CountedPrinter(CommandOutput output, int count)
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _full = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _printed;

    /// <summary>Ends when as many have been printed as were asked for, or fails when nobody reads any more.</summary>
    public Task Full => _full.Task;

    /// <summary>Prints, unless it is full.</summary>
    /// <param name="isCounted">Whether it is one of those that were asked for.</param>
    /// <param name="print">Writes to the output.</param>
    public void Write(bool isCounted, Action print)
    {
        lock (_gate)
        {
            if (_full.Task.IsCompleted)
            {
                return;
            }

            try
            {
                print();
                output.Flush();
                if (isCounted && ++_printed == count)
                {
                    _full.TrySetResult();
                }
            }
            catch (ClosedOutputException exception)
            {
                _full.TrySetException(exception);
            }
        }
    }
}
