using Switchboard.Configuration;
using Switchboard.Extensibility;
using Switchboard.Identity.Audit;
using Xunit;

namespace Switchboard.Identity.Tests.Audit;

public sealed class AuditVerifierTests
{
    private const string Key = "a key of the audit of thirty-two bytes";
    private const string Other = "another key of the audit, as long as that";

    private static readonly DateTimeOffset _time = DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_000);

    public static TheoryData<string> Changes => ["time", "node", "action", "actor", "address", "target", "result", "detail", "name", "more", "fewer", "hash", "key"];

    [Fact]
    public void Verify_SoundChain_IsSound()
    {
        var sealer = SealerOf(Key);
        var chain = ChainOf(sealer, 5);

        Assert.Null(Verify(sealer, chain, [HeadOf(sealer, chain, 2), HeadOf(sealer, chain, 5)]));
        Assert.Null(Verify(sealer, [], []));
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void Verify_AnyChange_NamesTheEntry(string change)
    {
        var sealer = SealerOf(Key);
        var chain = ChainOf(sealer, 5);
        chain[2] = Change(chain[2], change);

        var fault = Verify(sealer, chain, []);

        Assert.Equal((3, change == "key" ? "key" : "changed"), (fault!.Number, fault.Problem));
    }

    // Two fields that say the same together as two others do must not give the same code.
    [Fact]
    public void Seal_FieldsThatFlowIntoEachOther_AreToldApart()
    {
        var sealer = SealerOf(Key);
        string[] hashes =
        [
            .. new[] { ("ab", "c"), ("a", "bc"), ("abc", "") }
                .Select(pair => sealer.Seal(Entry(1) with { Event = new AuditEvent("a") { Actor = pair.Item1, Address = pair.Item2 } }, "").Hash),
        ];

        Assert.Equal(3, hashes.Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [InlineData(2, 1, "missing", 3)]
    [InlineData(0, 2, "missing", 1)]
    [InlineData(4, 1, "cut", 5)]
    public void Verify_RemovedEntries_AreNamed(int index, int count, string problem, long number)
    {
        var sealer = SealerOf(Key);
        var chain = ChainOf(sealer, 5);
        var end = chain[^1];
        chain.RemoveRange(index, count);

        var fault = Verify(sealer, chain, [], end);

        Assert.Equal((number, problem), (fault!.Number, fault.Problem));
    }

    [Fact]
    public void Verify_TailCutAndEndMadeToFit_IsFoundByAHead()
    {
        var sealer = SealerOf(Key);
        var chain = ChainOf(sealer, 5);
        var heads = new[] { HeadOf(sealer, chain, 2), HeadOf(sealer, chain, 5) };
        chain.RemoveRange(3, 2);

        Assert.Null(Verify(sealer, chain, []));
        var fault = Verify(sealer, chain, heads);

        Assert.Equal((4, "cut"), (fault!.Number, fault.Problem));
    }

    [Fact]
    public void Verify_SwappedEntries_AreFound()
    {
        var sealer = SealerOf(Key);
        var chain = ChainOf(sealer, 5);
        (chain[1], chain[2]) = (chain[2] with { Number = 2 }, chain[1] with { Number = 3 });

        Assert.Equal((2, "changed"), Of(Verify(sealer, chain, [])));
    }

    // Whoever has the key can make another chain, but not one that fits the heads of before.
    [Fact]
    public void Verify_AnotherChainUnderTheKey_IsFoundByAHead()
    {
        var sealer = SealerOf(Key);
        var head = HeadOf(sealer, ChainOf(sealer, 5), 3);

        Assert.Equal((3, "replaced"), Of(Verify(sealer, ChainOf(sealer, 5, "forged"), [head])));
    }

    [Fact]
    public void Verify_TrimmedChain_IsSound_AndAForgedAnchorIsNot()
    {
        var sealer = SealerOf(Key);
        var chain = ChainOf(sealer, 5);
        var anchor = sealer.Sign(new AuditAnchor(2, chain[1].Hash), _time);
        var heads = new[] { HeadOf(sealer, chain, 1), HeadOf(sealer, chain, 2), HeadOf(sealer, chain, 5) };
        chain.RemoveRange(0, 2);

        Assert.Null(Verify(sealer, chain, heads, anchor: anchor));
        Assert.Equal((1, "removed"), Of(Verify(sealer, chain, heads, anchor: anchor with { Time = _time.AddDays(1) })));
        Assert.Equal((1, "removed"), Of(Verify(sealer, chain[1..], heads, anchor: new AuditAnchor(3, chain[0].Hash) { Time = _time, KeyId = anchor.KeyId, Signature = anchor.Signature })));
        Assert.Equal((1, "missing"), Of(Verify(sealer, chain, heads, anchor: AuditAnchor.None)));
        Assert.Equal((1, "key"), Of(Verify(SealerOf(Other), chain, [], anchor: anchor)));
    }

    [Fact]
    public void Verify_RotatedKey_NeedsBoth()
    {
        var first = SealerOf(Key);
        var chain = ChainOf(first, 2);
        var second = SealerOf(Other, Key);
        chain.Add(second.Seal(Entry(3), chain[1].Hash));

        Assert.Null(Verify(second, chain, [HeadOf(first, chain, 2)]));
        Assert.Null(Verify(SealerOf(Key, Other), chain, []));
        Assert.Equal((1, "key"), Of(Verify(SealerOf(Other), chain, [])));
        Assert.Equal((3, "key"), Of(Verify(first, chain, [])));
    }

    private static AuditFault? Verify(
        AuditSealer sealer, List<AuditEntry> chain, IEnumerable<SignedHead> heads, AuditEntry? end = null, AuditAnchor? anchor = null)
    {
        var verifier = new AuditVerifier(sealer, heads);
        var fault = verifier.Begin(anchor ?? AuditAnchor.None);
        foreach (var entry in chain)
        {
            fault ??= verifier.Next(entry);
        }

        var last = end ?? chain.LastOrDefault();
        return fault ?? verifier.End(last?.Number ?? 0, last?.Hash ?? "");
    }

    private static AuditEntry Change(AuditEntry entry, string change) => change switch
    {
        "time" => entry with { Time = entry.Time.AddMilliseconds(1) },
        "node" => entry with { Node = "other" },
        "action" => entry with { Event = entry.Event with { Action = "x" } },
        "actor" => entry with { Event = entry.Event with { Actor = "x" } },
        "address" => entry with { Event = entry.Event with { Address = "x" } },
        "target" => entry with { Event = entry.Event with { Target = "x" } },
        "result" => entry with { Event = entry.Event with { Result = "x" } },
        "detail" => entry with { Event = entry.Event with { Details = Details(("d", "x")) } },
        "name" => entry with { Event = entry.Event with { Details = Details(("x", "1")) } },
        "more" => entry with { Event = entry.Event with { Details = Details(("d", "1"), ("e", "")) } },
        "fewer" => entry with { Event = entry.Event with { Details = Details() } },
        "hash" => entry with { Hash = new string('0', 64) },
        _ => entry with { KeyId = "0123456789abcdef" },
    };

    private static List<AuditEntry> ChainOf(AuditSealer sealer, int count, string action = "door.opened")
    {
        var chain = new List<AuditEntry>();
        for (var number = 1; number <= count; number++)
        {
            chain.Add(sealer.Seal(Entry(number, action), chain.Count > 0 ? chain[^1].Hash : ""));
        }

        return chain;
    }

    private static AuditEntry Entry(long number, string action = "door.opened")
        => new(number, new AuditEvent(action) { Actor = "user:ann", Address = "::1", Target = "door", Details = Details(("d", "1")) }) { Time = _time, Node = "n" };

    private static Dictionary<string, string> Details(params (string Name, string Value)[] details) => details.ToDictionary(static detail => detail.Name, static detail => detail.Value, StringComparer.Ordinal);

    private static SignedHead HeadOf(AuditSealer sealer, List<AuditEntry> chain, int number) => sealer.Sign(new AuditHead(number, chain[number - 1].Hash, number), _time, "n");

    private static (long Number, string Problem) Of(AuditFault? fault) => (fault!.Number, fault.Problem);

    private static AuditSealer SealerOf(string key, params string[] earlier) => new(AuditKeys.From(new AuditOptions { Key = key, EarlierKeys = [.. earlier] }));
}
