using System.Globalization;
using System.Text;
using Switchboard.Extensibility;
using Xunit;

namespace Switchboard.Specs;

/// <content>Reading entries in their orders, a page at a time.</content>
public abstract partial class MapStoreSpec
{
    private static readonly string[] _oddKeys =
    [
        "", " ", "__proto__", "constructor", "a", "A", "b", "ab", "a b", "é", "e\u0301", "ü", "\u0001", "\u007f", "日本", "\uE000", "\uFFFD", "😀", "😀a", "%", "_", "'", "\"", "\\", "\n",
    ];

    [Fact]
    public async Task Keys_OfAnyKind_AreApartAndInTheOrderOfTheirBytes()
    {
        await using var bench = await CreateAsync();
        var longest = string.Concat(new Random(1).GetItems<char>("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 2047));
        string[] keys = [.. _oddKeys, longest, longest + "x"];
        foreach (var key in keys)
        {
            await SetAsync(bench, key, key);
        }

        var read = await AllAsync(bench, new MapRead { Limit = 4 });
        var backwards = await AllAsync(bench, new MapRead { Limit = 4, IsOrdered = true, IsDescending = true });

        var expected = keys.OrderBy(Encoding.UTF8.GetBytes, Comparer<byte[]>.Create(static (one, other) => one.AsSpan().SequenceCompareTo(other))).ToList();
        Assert.Equal(expected, read.Select(entry => entry.Key), StringComparer.Ordinal);
        Assert.Equal(expected, read.Select(Text), StringComparer.Ordinal);
        Assert.Equal(Enumerable.Reverse(expected), backwards.Select(entry => entry.Key), StringComparer.Ordinal);
        foreach (var key in keys)
        {
            Assert.Equal(key, Assert.Single((await ReadAsync(bench, new MapRead { Key = key })).Entries).Key);
        }
    }

    [Theory]
    [InlineData(false, false, "a b c d e f")]
    [InlineData(true, false, "f b e a d c")]
    [InlineData(true, true, "c d a e b f")]
    public async Task Order_KeyOrScore_IsThatOfEveryPageSize(bool isOrdered, bool isDescending, string expected)
    {
        await using var bench = await CreateAsync();
        foreach (var (key, score) in new[] { ("a", 5L), ("b", 0), ("c", long.MaxValue), ("d", 5), ("e", 0), ("f", long.MinValue) })
        {
            await SetScoredAsync(bench, key, score);
        }

        for (var size = 1; size <= 7; size++)
        {
            var read = await AllAsync(bench, new MapRead { Limit = size, IsOrdered = isOrdered, IsDescending = isDescending });

            Assert.Equal(expected, string.Join(' ', read.Select(entry => entry.Key)));
        }
    }

    [Fact]
    public async Task Order_ScoreChanged_IsThatOfTheNewOne()
    {
        await using var bench = await CreateAsync();
        await SetScoredAsync(bench, "a", 1);
        await SetScoredAsync(bench, "b", 2);
        var ordered = new MapRead { IsOrdered = true };
        await ReadAsync(bench, ordered);

        await SetScoredAsync(bench, "a", 3);
        await SetScoredAsync(bench, "c", 0);
        await RemoveAsync(bench, "b");

        Assert.Equal("c=0@4 a=3@3", Describe(await ReadAsync(bench, ordered)));
        Assert.Equal("a=3@3 c=0@4", Describe(await ReadAsync(bench)));
    }

    [Fact]
    public async Task Pages_LastFullPage_HasNoNext()
    {
        await using var bench = await CreateAsync();
        foreach (var key in new[] { "a", "b", "c", "d" })
        {
            await SetScoredAsync(bench, key, 7);
        }

        var first = await ReadAsync(bench, new MapRead { Limit = 2 });
        var last = await ReadAsync(bench, new MapRead { Limit = 2, After = first.Next });
        var scored = await ReadAsync(bench, new MapRead { Limit = 2, IsOrdered = true });

        Assert.Equal(new MapCursor(0, "b"), first.Next);
        Assert.Equal(new MapCursor(7, "b"), scored.Next);
        Assert.Equal("c=7@3 d=7@4", Describe(last));
        Assert.Null(last.Next);
    }

    [Theory]
    [InlineData(false, false, "", "a c")]
    [InlineData(false, false, "b", "c")]
    [InlineData(false, false, "c", "")]
    [InlineData(false, false, "zz", "")]
    [InlineData(true, false, "b", "c")]
    [InlineData(true, true, "b", "a")]
    [InlineData(true, true, "a", "")]
    [InlineData(true, true, "zz", "c a")]
    public async Task Cursor_OfWhatIsGoneOrNeverWas_IsAPlaceAllTheSame(bool isOrdered, bool isDescending, string after, string expected)
    {
        await using var bench = await CreateAsync();
        await SetAsync(bench, "a", "1");
        await SetAsync(bench, "b", "1");
        await SetAsync(bench, "c", "1");
        await RemoveAsync(bench, "b");

        var page = await ReadAsync(bench, new MapRead { IsOrdered = isOrdered, IsDescending = isDescending, After = new MapCursor(0, after) });

        Assert.Equal(expected, string.Join(' ', page.Entries.Select(entry => entry.Key)));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task UpTo_LeavesOutWhatHasChangedBehindIt(bool isOrdered, bool isDescending)
    {
        await using var bench = await CreateAsync();
        for (var i = 0; i < 40; i++)
        {
            await SetScoredAsync(bench, Key(i), i % 3);
        }

        var read = new MapRead { Limit = 5, IsOrdered = isOrdered, IsDescending = isDescending, UpTo = 40 };
        var seen = new List<Publication>();
        var step = 0;
        for (MapCursor? after = null; ;)
        {
            var page = await ReadAsync(bench, read with { After = after });
            seen.AddRange(page.Entries);
            if (page.Next is null)
            {
                break;
            }

            after = page.Next;
            await SetScoredAsync(bench, Key(step * 3), 9);
            await RemoveAsync(bench, Key((step * 3) + 1));
            await SetScoredAsync(bench, $"new{step}", -9);
            step++;
        }

        var untouched = Enumerable.Range(0, 40).Where(i => i >= step * 3 || i % 3 == 2).Select(Key);
        Assert.InRange(step, 3, 10);
        Assert.All(seen, entry => Assert.InRange(entry.Offset, 1u, 40u));
        Assert.Equal(seen.Count, seen.Select(entry => entry.Key).Distinct(StringComparer.Ordinal).Count());
        Assert.Subset(seen.Select(entry => entry.Key!).ToHashSet(StringComparer.Ordinal), untouched.ToHashSet(StringComparer.Ordinal));
        Assert.Empty((await ReadAsync(bench, new MapRead { Key = Key(0), UpTo = 40 })).Entries);
        Assert.Single((await ReadAsync(bench, new MapRead { Key = Key(2), UpTo = 40 })).Entries);

        static string Key(int i) => string.Create(CultureInfo.InvariantCulture, $"k{i:00}");
    }

    [Theory]
    [InlineData(1, "1")]
    [InlineData(300, "2")]
    [InlineData(450, "4")]
    public async Task MaxBytes_EndsThePageEarlyButNotBeforeTheFirst(int maxBytes, string expected)
    {
        await using var bench = await CreateAsync();
        for (var i = 0; i < 7; i++)
        {
            await SetAsync(bench, i.ToString(CultureInfo.InvariantCulture), new string('x', maxBytes < 400 ? 64 : 32));
        }

        var page = await ReadAsync(bench, new MapRead { MaxBytes = maxBytes });
        var rest = await AllAsync(bench, new MapRead { MaxBytes = maxBytes });

        Assert.Equal(expected, page.Entries.Count.ToString(CultureInfo.InvariantCulture));
        Assert.NotNull(page.Next);
        Assert.Equal(7, rest.Count);
    }

    [Fact]
    public async Task Key_OneEntry_IsReadAlone()
    {
        await using var bench = await CreateAsync();
        await SetAsync(bench, "a", "1");
        var top = await SetAsync(bench, "b", "2");

        var there = await ReadAsync(bench, new MapRead { Key = "a" });
        var none = await ReadAsync(bench, new MapRead { Key = "c" });

        Assert.Equal("a=1@1", Describe(there));
        Assert.Empty(none.Entries);
        Assert.Equal((top.Position, top.Position), (there.Top, none.Top));
        Assert.Null(there.Next);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Read_AfterRandomChangesAndTime_AgreesWithAModel(int seed)
    {
        await using var bench = await CreateAsync();
        var random = new Random(seed);
        var model = new Dictionary<string, (long Score, ulong Offset, TimeSpan Until)>(StringComparer.Ordinal);
        var (top, now) = (0ul, TimeSpan.Zero);
        for (var step = 0; step < 300; step++)
        {
            var key = _oddKeys[random.Next(_oddKeys.Length)];
            switch (random.Next(6))
            {
                case 0:
                    var isThere = model.Remove(key);
                    Assert.Equal(isThere ? MapOutcome.Changed : MapOutcome.Missing, (await RemoveAsync(bench, key)).Outcome);
                    top += isThere ? 1u : 0;
                    break;
                case 1:
                    var by = TimeSpan.FromSeconds(random.Next(1, 10));
                    bench.Advance(by);
                    now += by;
                    foreach (var (old, _) in model.Where(pair => pair.Value.Until <= now).ToList())
                    {
                        model.Remove(old);
                    }

                    break;
                default:
                    var (score, age) = (random.Next(-2, 3), TimeSpan.FromSeconds(random.Next(5, 60)));
                    await SetScoredAsync(bench, key, score, age);
                    model[key] = (score, ++top, now + age);
                    break;
            }

            var read = new MapRead { Limit = random.Next(1, 9), IsOrdered = random.Next(2) == 0, UpTo = random.Next(4) == 0 ? (ulong)random.Next(300) : null };
            read = read with { IsDescending = read.IsOrdered && random.Next(2) == 0 };
            Assert.Equal(Select(model, read), (await AllAsync(bench, read)).Select(entry => entry.Key!), StringComparer.Ordinal);
            Assert.Equal(model.Count, await bench.Maps.CountEntriesAsync(Channel, Cancelled));
        }

        Assert.Equal(top, (await ReadAsync(bench)).Top.Offset);
    }

    private static IEnumerable<string> Select(Dictionary<string, (long Score, ulong Offset, TimeSpan Until)> model, MapRead read)
    {
        var bytes = Comparer<string>.Create(static (one, other) => Encoding.UTF8.GetBytes(one).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(other)));
        var wanted = model.Where(pair => read.UpTo is not { } upTo || pair.Value.Offset <= upTo);
        var ordered = wanted.OrderBy(pair => read.IsOrdered ? pair.Value.Score : 0).ThenBy(pair => pair.Key, bytes).Select(pair => pair.Key);
        return read.IsDescending ? ordered.Reverse() : ordered;
    }

    private static ValueTask<MapChangeResult> SetScoredAsync(StreamStoreFixture bench, string key, long score, TimeSpan? age = null)
        => SetAsync(
            bench,
            key,
            score.ToString(CultureInfo.InvariantCulture),
            change => change with { EntryAge = age, Publication = change.Publication with { Score = score } });

    private static async Task<List<Publication>> AllAsync(StreamStoreFixture bench, MapRead read)
    {
        var all = new List<Publication>();
        while (true)
        {
            var page = await ReadAsync(bench, read);
            Assert.InRange(page.Entries.Count, 0, read.Limit);
            all.AddRange(page.Entries);
            if (page.Next is null)
            {
                return all;
            }

            Assert.NotEmpty(page.Entries);
            read = read with { After = page.Next };
        }
    }
}
