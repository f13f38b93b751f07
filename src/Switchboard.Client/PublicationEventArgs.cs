namespace Switchboard.Client;

/// <summary>Something was published.</summary>
public sealed class PublicationEventArgs : EventArgs
{
    internal PublicationEventArgs(string channel, Publication publication)
    {
        Channel = channel;
        Publication = publication;
    }

    /// <summary>The channel.</summary>
    public string Channel { get; }

    /// <summary>What was published.</summary>
    public Publication Publication { get; }
}
