using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using FsCheck;
using FsCheck.Fluent;
using Switchboard.Wire.Deltas;

namespace Switchboard.Wire.Tests.Deltas;

/// <summary>Deltas of the Fossil format: what is made can be carried out, is small, and is text where that was asked for.</summary>
public sealed class FossilDeltaTests
{
    private const int Attempts = 3_000;

    private static readonly string[] _pieces =
        ["{\"id\":1,", "\"name\":\"Ada\",", "\"größe\":", "1.5e3,", "[", "]", "}", "\"日本語\",", "\"🚀\"", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "\\n", " ", "0123456789abcdef0123456789"];

    [Fact]
    public void Create_TextsOfEdits_AreRestoredByWholeCharacters() => ForAll(Texts(), static pair =>
    {
        var (source, target) = (Encoding.UTF8.GetBytes(pair.Source), Encoding.UTF8.GetBytes(pair.Target));
        if (FossilDelta.Create(source, target, isText: true) is { } delta)
        {
            Assert.True(Utf8.IsValid(delta));
            Assert.True(delta.Length <= target.Length * 9 / 10 + 1);
            Assert.Equal(target, FossilDelta.Apply(source, delta, target.Length));
        }
    });

    [Fact]
    public void Create_AnyBytes_AreRestored() => ForAll(Bytes(), static pair =>
    {
        if (FossilDelta.Create(pair.Source, pair.Target, isText: false) is { } delta)
        {
            Assert.Equal(pair.Target, FossilDelta.Apply(pair.Source, delta, pair.Target.Length));
        }
    });

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(200_000)]
    public void Create_BytesOfLittleVariety_AreRestored(int length)
    {
        var source = Enumerable.Repeat((byte)'a', length).ToArray();
        byte[] target = [.. source, .. "b"u8, .. source];

        var delta = FossilDelta.Create(source, target, isText: true);

        Assert.Equal(target.Length < 48, delta is null);
        if (delta is not null)
        {
            Assert.Equal(target, FossilDelta.Apply(source, delta, target.Length));
            Assert.True(delta.Length < 60);
        }
    }

    [Fact]
    public void Create_PartsMovedWithinALargeText_FindsThem()
    {
        var random = new Random(7);
        var first = RandomText(random, 20_000);
        var second = RandomText(random, 20_000);

        var target = Encoding.UTF8.GetBytes(second + "between" + first);
        var source = Encoding.UTF8.GetBytes(first + second);
        var delta = FossilDelta.Create(source, target, isText: true);

        Assert.True(delta!.Length < 200, $"{delta.Length}");
        Assert.Equal(target, FossilDelta.Apply(source, delta, target.Length));
    }

    [Fact]
    public void Create_SmallChangeOfADocument_TakesFewBytes()
    {
        var source = Encoding.UTF8.GetBytes($"{{\"time\":1,\"text\":\"{RandomText(new Random(3), 4000)}\",\"count\":5}}");
        var target = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(source).Replace("\"count\":5", "\"count\":6", StringComparison.Ordinal));

        Assert.True(FossilDelta.Create(source, target, isText: true)!.Length < 40);
    }

    [Fact]
    public void Create_NothingInCommonOrTooSmall_IsNotWorthIt()
    {
        Assert.Null(FossilDelta.Create(new byte[100], Encoding.UTF8.GetBytes(RandomText(new Random(1), 100)), isText: true));
        Assert.Null(FossilDelta.Create("{\"a\":1}"u8, "{\"a\":2}"u8, isText: true));
        Assert.Null(FossilDelta.Create([], new byte[100], isText: false));
    }

    [Fact]
    public void Create_TextThatIsNotUtf8_IsSentWhole()
    {
        byte[] target = [.. new byte[200], 0xFF];

        Assert.Null(FossilDelta.Create(new byte[300], target, isText: true));
        Assert.NotNull(FossilDelta.Create(new byte[300], target, isText: false));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("4")]
    [InlineData("4\n")]
    [InlineData("4\n4@0,")]
    [InlineData("4\n4@0")]
    [InlineData("4\n4@0;")]
    [InlineData("4\n5@0,1;")]
    [InlineData("4\n4@2,1;")]
    [InlineData("4\n~~~~~~~~~~@0,1;")]
    [InlineData("4\n4@~~~~~,1;")]
    [InlineData("4\n3:abc;")]
    [InlineData("4\n9:abcd")]
    [InlineData("4\n4:abcd1;")]
    [InlineData("4\n4:abcd?;")]
    [InlineData("4\n4#abcd;")]
    [InlineData("4\n@0,1;")]
    public void Apply_Malformed_IsRefused(string delta)
        => Assert.Throws<FormatException>(() => FossilDelta.Apply("abcd"u8, Encoding.UTF8.GetBytes(delta), 100));

    [Fact]
    public void Apply_MoreThanAccepted_IsRefusedBeforeItIsMade()
    {
        var delta = FossilDelta.Create(new byte[5000], new byte[5000], isText: false);

        Assert.Equal(5000, FossilDelta.Apply(new byte[5000], delta, 5000).Length);
        Assert.Throws<FormatException>(() => FossilDelta.Apply(new byte[5000], delta, 4999));
        Assert.Throws<FormatException>(() => FossilDelta.Apply("a"u8, "3~~~~~\n1@0,"u8, 1_000_000));
    }

    [Fact]
    public void Apply_OfSomethingElse_IsRefused()
    {
        var source = Encoding.UTF8.GetBytes(RandomText(new Random(5), 300));
        var delta = FossilDelta.Create(source, [.. source, 1], isText: false);

        source[100]++;

        Assert.Throws<FormatException>(() => FossilDelta.Apply(source, delta, 1000));
    }

    [Fact]
    public void Apply_AnyChangeOfADelta_IsRefusedOrLeadsToTheSame() => ForAll(
        (from pair in Texts().Generator
         from place in Gen.Choose(0, 10_000)
         from bit in Gen.Choose(0, 7)
         select (pair, place, bit)).ToArbitrary(),
        static change =>
        {
            var (source, target) = (Encoding.UTF8.GetBytes(change.pair.Source), Encoding.UTF8.GetBytes(change.pair.Target));
            if (FossilDelta.Create(source, target, isText: true) is not { } delta)
            {
                return;
            }

            delta[change.place % delta.Length] ^= (byte)(1 << change.bit);
            try
            {
                Assert.True(FossilDelta.Apply(source, delta, target.Length).Length <= target.Length);
            }
            catch (FormatException)
            {
                // What the checksum or the reader finds.
            }
        });

    [Fact]
    public void Apply_AnyBytes_IsRefusedOrBounded() => ForAll(ArbMap.Default.ArbFor<byte[]>(), static delta =>
    {
        try
        {
            Assert.True(FossilDelta.Apply(new byte[50], delta, 100).Length <= 100);
        }
        catch (FormatException)
        {
            // Nothing else is thrown.
        }
    });

    [Fact]
    public void Apply_VectorsThatCentrifugeReads_LeadToTheTarget()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "wire-vectors", "deltas.json");
        var vectors = JsonSerializer.Deserialize<Vector[]>(File.ReadAllBytes(path), JsonSerializerOptions.Web)!;

        Assert.NotEmpty(vectors);
        Assert.All(vectors, static vector =>
        {
            var (source, target) = (Encoding.UTF8.GetBytes(vector.Source), Encoding.UTF8.GetBytes(vector.Target));
            Assert.Equal(target, FossilDelta.Apply(source, Encoding.UTF8.GetBytes(vector.Delta), target.Length));
            Assert.Equal(vector.Delta, Encoding.UTF8.GetString(FossilDelta.Create(source, target, isText: true)!));
        });
    }

    [Fact]
    public void Create_AllocatesTheDeltaAlone()
    {
        var source = Encoding.UTF8.GetBytes(RandomText(new Random(9), 4000));
        byte[] target = [.. source[2000..], .. "x"u8, .. source[..2000]];
        var delta = FossilDelta.Create(source, target, isText: true);

        var least = long.MaxValue;
        for (var round = 0; round < 20; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            delta = FossilDelta.Create(source, target, isText: true);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.True(least <= delta!.Length + 32, $"{least}");
    }

    private static Arbitrary<(string Source, string Target)> Texts()
    {
        var text = from pieces in Gen.ListOf(Gen.Elements(_pieces)) select string.Concat(pieces);
        var edited = from start in text
                     from removed in text
                     from added in text
                     from end in text
                     from tail in text
                     select (start + removed + end + tail, start + added + tail + end);
        return edited.ToArbitrary();
    }

    private static Arbitrary<(byte[] Source, byte[] Target)> Bytes()
    {
        var bytes = from length in Gen.Choose(0, 400)
                    from seed in Gen.Choose(0, int.MaxValue)
                    from variety in Gen.Choose(1, 256)
                    select RandomBytes(new Random(seed), length, variety);
        var edited = from start in bytes
                     from removed in bytes
                     from added in bytes
                     from end in bytes
                     select ((byte[])[.. start, .. removed, .. end], (byte[])[.. end, .. start, .. added, .. end]);
        return edited.ToArbitrary();
    }

    private static byte[] RandomBytes(Random random, int length, int variety)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++)
        {
            bytes[i] = (byte)random.Next(variety);
        }

        return bytes;
    }

    private static string RandomText(Random random, int length)
        => string.Create(length, random, static (characters, random) => random.GetItems("abcdefghijklmnopqrstuvwxyz0123456789", characters));

    private static void ForAll<T>(Arbitrary<T> values, Action<T> check)
        => Prop.ForAll(values, value => check(value)).Check(Config.QuickThrowOnFailure.WithMaxTest(Attempts));

    private sealed record Vector(string Name, string Source, string Target, string Delta);
}
