using Switchboard.Client.Tests.Support;

namespace Switchboard.Client.Tests.Maps;

/// <summary>Follows the changes of a map, and builds a copy out of them alone.</summary>
internal sealed class MapFollower
{
    private readonly Dictionary<string, string> _copy = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    public MapFollower(MapSubscription map)
    {
        Map = map;
        map.Synchronized += (_, args) => Synchronized.Add(args);
        map.StateChanged += (_, args) => States.Add(args);
        map.OnChanged((change, _) =>
        {
            Take(change);
            return ValueTask.CompletedTask;
        });
    }

    public MapSubscription Map { get; }

    public Recorder<MapEntryChange> Changes { get; } = new();

    public Recorder<MapSynchronizedEventArgs> Synchronized { get; } = new();

    public Recorder<SubscriptionStateChangedEventArgs> States { get; } = new();

    /// <summary>What does not follow from what was told before.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>The copy, as text.</summary>
    public string Copy
    {
        get
        {
            lock (_gate)
            {
                return TextOf(_copy);
            }
        }
    }

    /// <summary>The entries of the map itself, as text.</summary>
    public string Entries => TextOf(Map.Entries.ToDictionary(entry => entry.Key!, entry => entry.ReadText(), StringComparer.Ordinal));

    /// <summary>Waits until a change has been told of.</summary>
    public async Task<MapEntryChange> WaitForAsync(string key, string value) => await Changes.NextAsync(change => change.Key == key && change.New?.ReadText() == value);

    public static string TextOf(IEnumerable<KeyValuePair<string, string>> entries)
        => string.Join(' ', entries.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key}={entry.Value}"));

    private void Take(MapEntryChange change)
    {
        lock (_gate)
        {
            var before = _copy.GetValueOrDefault(change.Key);
            if (before != change.Old?.ReadText() || (change.Kind == MapEntryChangeKind.Removed) != (change.New is null) || (change.Kind == MapEntryChangeKind.Added) != (before is null))
            {
                Faults.Add($"{change.Kind} {change.Key} from {change.Old?.ReadText()} to {change.New?.ReadText()}, and it was {before}");
            }

            if (change.New is { } now)
            {
                _copy[change.Key] = now.ReadText();
            }
            else
            {
                _copy.Remove(change.Key);
            }
        }

        Changes.Add(change);
    }
}
