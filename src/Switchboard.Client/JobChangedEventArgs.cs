namespace Switchboard.Client;

/// <summary>Something has become of a job of the client's user.</summary>
public sealed class JobChangedEventArgs : EventArgs
{
    internal JobChangedEventArgs(Job job) => Job = job;

    /// <summary>The job as it stood then.</summary>
    public Job Job { get; }
}
