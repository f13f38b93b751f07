using System.Runtime.ExceptionServices;

namespace Switchboard.Extensibility;

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
    void Deliver(string channel, Publication publication);

    /// <summary>Hands on publications that were committed together, in their order. Each connection that several of them reach may be written to once. One that fails keeps none of the others back: what it throws is thrown behind them.</summary>
    /// <param name="publications">The publications, complete with their positions. The list is the caller's again when this returns.</param>
    void DeliverAll(IReadOnlyList<ChannelPublication> publications)
    {
        ArgumentNullException.ThrowIfNull(publications);
        Exception? failure = null;
        foreach (var (channel, publication) in publications)
        {
            try
            {
                Deliver(channel, publication);
            }
            catch (Exception exception)
            {
                failure ??= exception;
            }
        }

        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }
}

/// <summary>A publication with the channel that it was published into.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Publication">The publication.</param>
public readonly record struct ChannelPublication(string Channel, Publication Publication);
