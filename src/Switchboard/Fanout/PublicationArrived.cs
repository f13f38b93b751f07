namespace Switchboard.Fanout;

/// <summary>A publication reached a channel.</summary>
internal sealed class PublicationArrived(string channel, Publication publication) : Push(channel)
{
    public Publication Publication { get; } = publication;
}
