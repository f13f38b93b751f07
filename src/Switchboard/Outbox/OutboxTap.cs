using System.Collections.Immutable;
using Switchboard.Extensibility;

namespace Switchboard.Outbox;

/// <summary>Delivers one publication, and puts what tells of it into the outbox: in the order in which publications of the channel pass.</summary>
/// <param name="sink">Delivers.</param>
/// <param name="writer">Keeps the events.</param>
/// <param name="concerned">Whom to tell.</param>
/// <param name="trace">The context of what publishes.</param>
internal sealed class OutboxTap(IPublicationSink sink, OutboxWriter writer, ImmutableArray<OutboxTarget> concerned, (string Parent, string State) trace) : IPublicationSink
{
    /// <summary>Completes when the events are kept, with why they are not; at once where nothing was delivered.</summary>
    public Task<ErrorCode?> Kept { get; private set; } = Task.FromResult<ErrorCode?>(null);

    /// <inheritdoc/>
    public void Deliver(string channel, Publication publication)
    {
        sink.Deliver(channel, publication);
        Kept = writer.AppendAsync(writer.EventsOf(concerned, channel, publication, trace));
    }
}
