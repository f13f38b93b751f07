using System.Text;
using Switchboard.Extensibility;

namespace Switchboard.Storage.Streams;

/// <summary>Appends a publication.</summary>
internal sealed class AppendWrite(StreamWriteHandler handler, StreamAppend append, IPublicationSink sink) : StreamWrite<AppendResult>(handler, append.Channel)
{
    // What a row takes beside its payload, roughly.
    private const int Overhead = 512;

    private WholePiece Piece => WholePiece.Of(append.Publication);

    /// <inheritdoc/>
    public override string? Key => append.IdempotencyKey;

    /// <inheritdoc/>
    public override TimeSpan? PositionAge => append.Retention.PositionAge;

    /// <inheritdoc/>
    public override Mutation? Mutation => append.Mutation;

    /// <inheritdoc/>
    public override TimeSpan WholeAge => append.Retention.Age;

    /// <inheritdoc/>
    /// <remarks>Not for a change: there is nothing to be changed then.</remarks>
    public override bool NeedsStream => append.Mutation is null or { Kind: MutationKind.Publish };

    /// <inheritdoc/>
    public override int Bytes => ((1 + append.Events.Count) * (append.Publication.Data.Length + Overhead));

    /// <inheritdoc/>
    public override void Plan(StreamRow? stream, StreamChanges changes)
    {
        if (stream is null || stream.IsExpired(changes.Now, append.Retention.PositionAge))
        {
            if (append.Mutation is { } mutation && FindRefusal(mutation) is { } refusal)
            {
                // The position is where the next epoch begins, which whoever asked looks up.
                Result = new AppendResult(default, AppendOutcome.Refused) { Refusal = refusal };
                return;
            }

            stream!.BeginEpoch();
            changes.Wholes.Forget(stream);
        }

        Result = Decide(stream, changes);
    }

    /// <inheritdoc/>
    public override void Dispatch(PublicationDispatcher dispatcher)
    {
        if (Result.Outcome == AppendOutcome.Appended)
        {
            var (offset, epoch) = Result.Position;
            dispatcher.Add(sink, new ChannelPublication(Channel, append.Publication with { Offset = offset, Epoch = epoch }));
        }
    }

    private AppendResult Decide(StreamRow stream, StreamChanges changes)
    {
        if (Key is not null && changes.TryFindKey(stream, Key, out var first))
        {
            return new AppendResult(new Position((ulong)(first.Number - stream.Base), stream.Epoch), AppendOutcome.Duplicate);
        }

        var versionEpoch = Encoding.UTF8.GetBytes(append.VersionEpoch);
        if (append.Version > 0 && versionEpoch.AsSpan().SequenceEqual(stream.VersionEpoch) && append.Version <= (ulong)stream.Version)
        {
            return new AppendResult(stream.Top, AppendOutcome.Stale);
        }

        var slot = append.Mutation is null ? null : changes.Wholes.SlotOf(stream, append.Mutation.Id);
        if (slot is not null && FindRefusal(append.Mutation!, stream, slot, changes) is { } refusal)
        {
            return new AppendResult(stream.Top, AppendOutcome.Refused) { Refusal = refusal };
        }

        if (append.Version > 0)
        {
            (stream.Version, stream.VersionEpoch) = ((long)append.Version, versionEpoch);
        }

        changes.Append(stream, append.Publication, append.Retention, Key, append.IdempotencyWindow, append.Events);
        if (slot is not null)
        {
            changes.Wholes.Apply(stream, slot, append, append.Mutation!, Piece, changes.Now);
        }

        return new AppendResult(stream.Top, AppendOutcome.Appended);
    }

    // Where there is nothing yet.
    private MutationRefusal? FindRefusal(Mutation mutation)
        => mutation.FindRefusal(whole: null, Piece) ?? (mutation.IsOpening(null) && mutation.Limits.Open <= 0 ? MutationRefusal.TooManyOpen : null);

    private MutationRefusal? FindRefusal(Mutation mutation, StreamRow stream, WholeSlot slot, StreamChanges changes)
    {
        var refusal = mutation.FindRefusal(slot.Current?.Summarize(changes.Now), Piece);
        return refusal is null && mutation.IsOpening((WholeState?)slot.Current?.State) && changes.Wholes.CountOpen(stream) >= mutation.Limits.Open
            ? MutationRefusal.TooManyOpen
            : refusal;
    }
}
