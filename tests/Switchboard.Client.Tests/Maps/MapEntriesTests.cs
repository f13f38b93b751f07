using System.Text;
using Switchboard.Client.Maps;

namespace Switchboard.Client.Tests.Maps;

public sealed class MapEntriesTests
{
    [Fact]
    public void Compare_Keys_IsByTheirUtf8Bytes()
    {
        string[] keys = ["", "a", "ab", "b", "é", "\uE000", "\uFFFD", "\U0001F600", "\U0001F601", "\U0010FFFF", "a\uFFFD", "a\U0001F600"];
        var comparer = new MapEntryComparer(MapOrder.Key);

        foreach (var x in keys)
        {
            foreach (var y in keys)
            {
                var expected = Encoding.UTF8.GetBytes(x).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y));
                Assert.Equal(Math.Sign(expected), Math.Sign(comparer.Compare(Of(x, "1"), Of(y, "1"))));
            }
        }
    }

    [Fact]
    public void Apply_WhatIsBehindTheEntry_ChangesNothing()
    {
        var entries = new MapEntries(MapOrder.Key);
        Assert.Equal("1", Text(entries.Apply(Of("a", "1", offset: 5))));

        Assert.Null(entries.Apply(Of("a", "0", offset: 4)));
        Assert.Null(entries.Apply(new Publication { Data = default, Key = "b", IsRemoval = true, Offset = 6, Epoch = "e" }));

        var changed = entries.Apply(Of("a", "2", offset: 7));
        Assert.Equal("1", Text(changed?.Previous));
        Assert.Null(entries.Find("a")?.Previous);
    }

    [Fact]
    public void Snapshot_IsTheSameUntilAChange_AndStaysAsItWas()
    {
        var entries = new MapEntries(MapOrder.HighestScoreFirst);
        entries.Apply(Of("a", "1"));
        entries.Apply(Of("b", "1"));
        var snapshot = entries.Snapshot;
        Assert.Same(snapshot, entries.Snapshot);

        entries.Apply(new Publication { Data = default, Key = "a", IsRemoval = true });

        Assert.Equal(["b", "a"], snapshot.Select(entry => entry.Key), StringComparer.Ordinal);
        Assert.Equal(["b"], entries.Snapshot.Select(entry => entry.Key), StringComparer.Ordinal);
    }

    [Fact]
    public void Replace_InAnotherLifeOfTheChannel_TellsOfOtherContentsAlone()
    {
        var entries = new MapEntries(MapOrder.Key);
        entries.Apply(Of("same", "1", offset: 1));
        entries.Apply(Of("data", "1", offset: 2));
        entries.Apply(Of("score", "1", offset: 3));
        entries.Apply(Of("tags", "1", offset: 4));
        Publication[] now =
        [
            Of("same", "1", offset: 1) with { Epoch = "f" },
            Of("data", "2", offset: 2) with { Epoch = "f" },
            Of("score", "1", offset: 3) with { Epoch = "f", Score = 1 },
            Of("tags", "1", offset: 4) with { Epoch = "f", Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["a"] = "b" } },
        ];

        var changes = entries.Replace(now.ToDictionary(entry => entry.Key!, StringComparer.Ordinal));

        Assert.Equal(["data", "score", "tags"], changes.Select(change => change.Key), StringComparer.Ordinal);
        Assert.Equal("f", entries.Find("same")?.Epoch);
    }

    private static Publication Of(string key, string data, ulong offset = 0)
        => new() { Key = key, Data = Encoding.UTF8.GetBytes(data), Offset = offset, Epoch = offset > 0 ? "e" : "" };

    private static string? Text(Publication? publication) => publication?.ReadText();
}
