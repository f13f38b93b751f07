using System.Text;
using Switchboard.Commands.Maps;
using Switchboard.Commands.Subscribe;
using Switchboard.Connections;

using Switchboard.Results;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Maps;

/// <summary>A client on its way into a map channel, step by step, past the wires.</summary>
internal sealed class MapVisitor(EngineHub hub, Connection connection, string channel)
{
    private readonly Dictionary<string, string> _entries = new(StringComparer.Ordinal);
    private Position _position;

    /// <summary>The data of the entries that it has been told of, by key.</summary>
    public IReadOnlyDictionary<string, string> Entries => _entries;

    /// <summary>The phases of the answers that it was given.</summary>
    public List<MapStepPhase> Phases { get; } = [];

    /// <summary>The keys of the entries, in the order in which they came.</summary>
    public List<string> Keys { get; } = [];

    /// <summary>The largest answer, in entries and changes.</summary>
    public int Largest { get; private set; }

    public Task<Result<MapStep>> AskAsync(MapSubscribe map, TagPredicate? filter = null) => AskAsync(new SubscribeRequest(channel) { Map = map, Filter = filter });

    public async Task<Result<MapStep>> AskAsync(SubscribeRequest request) => await hub.Commands.SubscribeMap.HandleAsync(connection, request, EngineHub.Cancelled);

    /// <summary>Comes in, beginning anew wherever it is told to.</summary>
    /// <param name="limit">How many entries or changes an answer has.</param>
    /// <param name="between">What happens between two answers; null for nothing.</param>
    /// <param name="filter">Selects entries; null for all.</param>
    public async Task ComeInAsync(int limit = 0, Func<Task>? between = null, TagPredicate? filter = null)
    {
        while (!await TryComeInAsync(limit, between, filter))
        {
            _entries.Clear();
            Keys.Clear();
        }
    }

    private async Task<bool> TryComeInAsync(int limit, Func<Task>? between, TagPredicate? filter)
    {
        var map = new MapSubscribe { Limit = limit };
        while (true)
        {
            var outcome = await AskAsync(map, filter);
            if (outcome.Error == ErrorCodes.UnrecoverablePosition)
            {
                return false;
            }

            Assert.True(outcome.IsSuccess, $"{outcome.Error} {outcome.Close}");
            var step = outcome.Value!;
            Take(step, isFirst: map is { WantsChanges: false, Cursor: "" });
            if (step.Live is { } live)
            {
                hub.SubscriptionManager.GoLive(live);
                return true;
            }

            map = new MapSubscribe { Limit = limit, Cursor = step.Cursor, WantsChanges = step.Cursor.Length == 0, Position = _position };
            await (between?.Invoke() ?? Task.CompletedTask);
        }
    }

    private void Take(MapStep step, bool isFirst)
    {
        Phases.Add(step.Phase);
        foreach (var entry in step.Entries)
        {
            Assert.False(entry.IsRemoval);
            Assert.True(_entries.TryAdd(entry.Key!, TextOf(entry)), $"{entry.Key} came twice.");
            Keys.Add(entry.Key!);
        }

        var changes = step.Live?.Missed ?? step.Changes;
        Largest = Math.Max(Largest, step.Entries.Count + changes.Count);
        _position = isFirst ? step.Position : _position;
        foreach (var change in changes)
        {
            Assert.Equal(_position.Offset + 1, change.Offset);
            Apply(change);
        }

        _position = step.Live?.Top ?? step.Position;
    }

    private void Apply(Publication change)
    {
        _position = _position with { Offset = change.Offset };
        if (change.IsRemoval)
        {
            _entries.Remove(change.Key!);
        }
        else
        {
            _entries[change.Key!] = TextOf(change);
        }
    }

    private static string TextOf(Publication publication) => Encoding.UTF8.GetString(publication.Data.Span);
}
