namespace Switchboard;

/// <summary>Where publications enter fan-out once their position is settled.</summary>
/// <remarks>
/// A stream store calls this, never the publisher: whoever assigns positions also keeps their order. Implementations never
/// block and never throw for a single subscriber's sake.
/// </remarks>
public interface IPublicationSink
{
    /// <summary>Hands a publication to the channel's subscribers on this node.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="publication">The publication, complete with its position.</param>
    void Enter(string channel, Publication publication);
}
