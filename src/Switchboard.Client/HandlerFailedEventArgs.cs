namespace Switchboard.Client;

/// <summary>A handler of publications threw. The publication is handed to it again.</summary>
public sealed class HandlerFailedEventArgs : EventArgs
{
    internal HandlerFailedEventArgs(string channel, Publication publication, Exception error, int attempt, TimeSpan delay)
    {
        Channel = channel;
        Publication = publication;
        Error = error;
        Attempt = attempt;
        Delay = delay;
    }

    /// <summary>The channel.</summary>
    public string Channel { get; }

    /// <summary>What the handler failed at.</summary>
    public Publication Publication { get; }

    /// <summary>What it threw.</summary>
    public Exception Error { get; }

    /// <summary>How many times it has failed at this publication.</summary>
    public int Attempt { get; }

    /// <summary>How long it is until the publication is handed over again.</summary>
    public TimeSpan Delay { get; }
}
