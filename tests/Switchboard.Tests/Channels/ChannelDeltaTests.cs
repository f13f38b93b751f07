using System.Globalization;
using System.Text;
using Switchboard.Channels;
using Switchboard.Connections;
using Switchboard.Outbound;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Channels;

/// <summary>A subscription is sent a delta only where its client has what that was made of.</summary>
public sealed class ChannelDeltaTests : IAsyncDisposable
{
    private readonly EngineHub _hub = EngineHub.Create();
    private readonly Channel _channel = new("c");
    private readonly CountingCodec _codec = new();

    [Fact]
    public void Deliver_FirstIsWhole_OthersAreDeltas()
    {
        var sink = Live();

        Deliver(1, 2, 3);

        Assert.Equal(["whole 1", "delta 1>2", "delta 2>3"], sink.Lines, StringComparer.Ordinal);
    }

    [Fact]
    public void Deliver_WithoutPositions_IsAChainToo()
    {
        var sink = Live();

        foreach (var text in new[] { "a", "b", "c" })
        {
            _channel.Deliver(new Publication { Data = Encoding.UTF8.GetBytes(text) });
        }

        Assert.Equal(["whole a", "delta a>b", "delta b>c"], sink.Lines, StringComparer.Ordinal);
    }

    [Fact]
    public void Deliver_ManyReceivers_MakesOneDeltaForAll()
    {
        var (first, second) = (Live(), Live());
        var plain = Live(takesDeltas: false);

        Deliver(1, 2);

        Assert.Equal(["whole 1", "delta 1>2"], first.Lines, StringComparer.Ordinal);
        Assert.Equal(first.Lines, second.Lines, StringComparer.Ordinal);
        Assert.Equal(["pub c 1 1", "pub c 2 2"], plain.Lines, StringComparer.Ordinal);
        Assert.Equal(1, _codec.Count);
    }

    [Fact]
    public void Deliver_NobodyTakesDeltas_MakesNone()
    {
        var plain = Live(takesDeltas: false);
        var (_, subscription) = Joined();
        _channel.TryRemove(subscription, out _);

        Deliver(1, 2);
        var late = Live();
        Deliver(3, 4);

        Assert.Equal(4, plain.Lines.Length);
        Assert.Equal(["whole 3", "delta 3>4"], late.Lines, StringComparer.Ordinal);
        Assert.Equal(1, _codec.Count);
    }

    [Fact]
    public void Deliver_NotWorthADelta_IsWhole()
    {
        _codec.Refuses = true;
        var sink = Live();

        Deliver(1, 2);
        _codec.Refuses = false;
        Deliver(3);

        Assert.Equal(["whole 1", "whole 2", "delta 2>3"], sink.Lines, StringComparer.Ordinal);
    }

    [Fact]
    public void GoLive_HeldPublications_AreAChainBehindTheAnswer()
    {
        var other = Live();
        Deliver(1, 2);
        var (sink, subscription) = Joined();
        Deliver(3, 4, 5);
        subscription.Deltas!.Begin([At(2), At(3)]);

        _channel.GoLive(subscription, new Position(3, "e"));
        Deliver(6);

        Assert.Equal(["delta 3>4", "delta 4>5", "delta 5>6"], sink.Lines, StringComparer.Ordinal);
        Assert.Equal(6, other.Lines.Length);
    }

    [Fact]
    public void GoLive_NobodyTookDeltasBefore_TheNextIsADeltaOfWhatWasMissed()
    {
        Live(takesDeltas: false);
        Deliver(1, 2);
        var (sink, subscription) = Joined();
        subscription.Deltas!.Begin([At(1), At(2)]);

        _channel.GoLive(subscription, new Position(2, "e"));
        Deliver(3);

        Assert.Equal(["delta 2>3"], sink.Lines, StringComparer.Ordinal);
    }

    [Fact]
    public void GoLive_NothingWasMissed_TheNextIsWhole()
    {
        Live();
        Deliver(1, 2);
        var (sink, subscription) = Joined();
        Deliver(3);
        subscription.Deltas!.Begin([]);

        _channel.GoLive(subscription, new Position(2, "e"));
        Deliver(4);

        Assert.Equal(["whole 3", "delta 3>4"], sink.Lines, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData(2, "e", "2", true)]
    [InlineData(1, "e", "2", false)]
    [InlineData(2, "f", "2", false)]
    [InlineData(2, "e", "other", false)]
    public void GoLive_WhatWasMissed_CountsOnlyWhereItIsTheSame(uint offset, string epoch, string data, bool isDelta)
    {
        Live();
        Deliver(1, 2);
        var (sink, subscription) = Joined();
        subscription.Deltas!.Begin([new Publication { Data = Encoding.UTF8.GetBytes(data), Offset = offset, Epoch = epoch }]);

        _channel.GoLive(subscription, new Position(2, "e"));
        Deliver(3);

        Assert.Equal([isDelta ? "delta 2>3" : "whole 3"], sink.Lines, StringComparer.Ordinal);
    }

    [Fact]
    public void Deliver_BetweenWithoutPosition_IsAPartOfTheChain()
    {
        var sink = Live();

        Deliver(1);
        _channel.Deliver(new Publication { Data = "x"u8.ToArray() });
        Deliver(2);

        Assert.Equal(["whole 1", "delta 1>x", "delta x>2"], sink.Lines, StringComparer.Ordinal);
    }

    [Fact]
    public void Deliver_OneThatTheClientHasAlready_BreaksNothing()
    {
        var (sink, subscription) = Joined();
        subscription.Deltas!.Begin([At(2)]);
        _channel.GoLive(subscription, new Position(2, "e"));

        Deliver(2, 3, 4);

        Assert.Equal(["delta 2>3", "delta 3>4"], sink.Lines, StringComparer.Ordinal);
    }

    [Fact]
    public void Deliver_BytesBetweenJson_AreWhole()
    {
        var sink = Live();

        Deliver(1);
        _channel.Deliver(At(2) with { IsJson = false, Key = null, Data = "b"u8.ToArray() });

        // The format of the test carries JSON alone, so that the subscription ends: no delta was made of what is not alike.
        Assert.Equal("whole 1", sink.Lines[0]);
        Assert.Equal(0, _codec.Count);
    }

    [Fact]
    public void Deliver_ChangesOfAMap_AreMadeOfWhatTheEntryWas()
    {
        var sink = Live();

        _channel.Deliver(Entry(1, "a", "a1"));
        _channel.Deliver(Entry(2, "b", "b1"));
        _channel.Deliver(Entry(3, "a", "a2", Entry(1, "a", "a1")));
        _channel.Deliver(Entry(4, "b", "b2", Entry(2, "b", "b1")));
        _channel.Deliver(Entry(5, "a", "", Entry(3, "a", "a2")) with { IsRemoval = true });
        _channel.Deliver(Entry(6, "a", "a3"));

        Assert.Equal(["whole a1", "whole b1", "delta a1>a2", "delta b1>b2", "whole ", "whole a3"], sink.Lines, StringComparer.Ordinal);
    }

    [Fact]
    public void Deliver_ToWhoBeganWithAPositionOfAMap_MakesDeltasOfLaterEntriesAlone()
    {
        var (sink, subscription) = Joined(behind: 3);
        _channel.GoLive(subscription, new Position(3, "e"));

        _channel.Deliver(Entry(4, "a", "a2", Entry(3, "a", "a1")));
        _channel.Deliver(Entry(5, "a", "a3", Entry(4, "a", "a2")));
        _channel.Deliver(Entry(6, "b", "b2", Entry(1, "b", "b1")));

        Assert.Equal(["whole a2", "delta a2>a3", "whole b2"], sink.Lines, StringComparer.Ordinal);
    }

    [Fact]
    public void Deliver_OfAnEntryPastItsAge_IsWhole()
    {
        var sink = Live();

        _channel.Deliver(Entry(1, "a", "a1"));
        _channel.Deliver(Entry(2, "a", "a2", Entry(1, "a", "a1") with { IsRemoval = true }));
        _channel.Deliver(Entry(3, "a", "a3", Entry(2, "a", "a2")));

        Assert.Equal(["whole a1", "whole a2", "delta a2>a3"], sink.Lines, StringComparer.Ordinal);
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    private static Publication At(ulong offset) => new()
    {
        Data = Encoding.UTF8.GetBytes(offset.ToString(CultureInfo.InvariantCulture)),
        Offset = offset,
        Epoch = "e",
    };

    private static Publication Entry(ulong offset, string key, string data, Publication? previous = null)
        => new() { Data = Encoding.UTF8.GetBytes(data), Offset = offset, Epoch = "e", Key = key, Previous = previous };

    private void Deliver(params ReadOnlySpan<ulong> offsets)
    {
        foreach (var offset in offsets)
        {
            _channel.Deliver(At(offset));
        }
    }

    private StallingSink Live(bool takesDeltas = true)
    {
        var (sink, subscription) = Joined(takesDeltas);
        _channel.GoLive(subscription, new Position(0, ""));
        return sink;
    }

    private (StallingSink Sink, Subscription Subscription) Joined(bool takesDeltas = true, ulong behind = 0)
    {
        var (connection, sink) = _hub.Connect();
        var formats = new DeltaFormats(_codec.Whole, _codec.Delta, _codec);
        var subscription = new Subscription(connection, "c")
        {
            Info = connection.Info,
            IsRequested = true,
            Deltas = takesDeltas ? new DeltaReceiver(formats, behind) : null,
        };
        _channel.TryAdd(subscription);
        return (sink, subscription);
    }

    /// <summary>Makes deltas that people can read.</summary>
    private sealed class CountingCodec : IDeltaCodec
    {
        public CountingCodec()
        {
            Whole = new PayloadFormat(static push => $"whole {Text(push.Publication.Data.Span)}");
            Delta = new PayloadFormat(push => $"delta {Text(push.Basis!.DeltaBy(this))}");
        }

        public WireFormat Whole { get; }

        public WireFormat Delta { get; }

        public int Count { get; private set; }

        public bool Refuses { get; set; }

        public byte[]? Create(ReadOnlySpan<byte> source, ReadOnlySpan<byte> target, bool isText)
        {
            Count++;
            return Refuses ? null : Encoding.UTF8.GetBytes($"{Text(source)}>{Text(target)}");
        }

        private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
    }

    private sealed class PayloadFormat(Func<PublicationArrived, string> textOf) : WireFormat(TextFraming.Instance)
    {
        public override bool CarriesBinary => false;

        public override OutboundFrame? Ping => null;

        public override OutboundFrame Encode(Push push) => TextFraming.Frame(textOf((PublicationArrived)push));

        public override OutboundFrame EncodeClose(CloseCode code) => TextFraming.Frame("close");
    }
}
