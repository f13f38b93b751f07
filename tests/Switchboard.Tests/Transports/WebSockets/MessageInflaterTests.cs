using System.Buffers;
using System.IO.Compression;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Switchboard.Transports.WebSockets;
using Xunit;

namespace Switchboard.Tests.Transports.WebSockets;

/// <summary>Compressed messages of clients: what any compressor makes, and what none does.</summary>
public sealed class MessageInflaterTests
{
    public static MatrixTheoryData<int, CompressionLevel> Sizes { get; } = new(
        [0, 1, 2, 100, 1000, 32_768, 65_535, 65_536, 300_000],
        [CompressionLevel.NoCompression, CompressionLevel.Fastest, CompressionLevel.Optimal, CompressionLevel.SmallestSize]);

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Inflate_Compressed_IsTheMessage(int size, CompressionLevel level)
    {
        foreach (var payload in Payloads(size))
        {
            Assert.Equal((WebSocketReadStatus.Message, Convert.ToHexString(payload)), Inflate(Compress(payload, level), Math.Max(size, 1)));
        }
    }

    [Fact]
    public void Inflate_AnyBytesCompressed_AreThemselves() => Prop.ForAll(
        (from bytes in Gen.ArrayOf(Gen.Choose(0, 255).Select(value => (byte)value))
         from times in Gen.Choose(1, 40)
         from level in Gen.Elements(CompressionLevel.Fastest, CompressionLevel.Optimal, CompressionLevel.SmallestSize)
         select (Payload: Enumerable.Repeat(bytes, times).SelectMany(part => part).ToArray(), level)).ToArbitrary(),
        static sample => Assert.Equal(
            (WebSocketReadStatus.Message, Convert.ToHexString(sample.Payload)),
            Inflate(Compress(sample.Payload, sample.level), Math.Max(1, sample.Payload.Length)))).Check(LongRun.Config);

    // RFC 7692, section 7.2.3: the examples.
    [Theory]
    [InlineData("F248CDC9C90700", "Hello")]
    [InlineData("000500FAFF48656C6C6F00", "Hello")]
    [InlineData("F348CDC9C9070000", "Hello")]
    [InlineData("F24805000000FFFFCAC9C90700", "Hello")]
    [InlineData("00", "")]
    [InlineData("", "")]
    public void Inflate_ExamplesOfTheStandard_AreRead(string hex, string expected)
        => Assert.Equal((WebSocketReadStatus.Message, Convert.ToHexString(Encoding.UTF8.GetBytes(expected))), Inflate(Convert.FromHexString(hex), 100));

    [Theory]
    [InlineData("FF")]
    [InlineData("06")]
    [InlineData("000500FAFE48656C6C6F00")]
    [InlineData("00FFFF000001")]
    [InlineData("F248CDC9")]
    [InlineData("0302")]
    [InlineData("07")]
    [InlineData("05E0810800000000")]
    [InlineData("FCFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF")]
    public void Inflate_WhatNoCompressorMakes_IsInvalid(string hex)
        => Assert.Equal(WebSocketReadStatus.InvalidData, Inflate(Convert.FromHexString(hex), 100_000).Status);

    [Theory]
    [InlineData(CompressionLevel.Fastest)]
    [InlineData(CompressionLevel.Optimal)]
    [InlineData(CompressionLevel.SmallestSize)]
    public void Inflate_CutAnywhere_IsInvalid(CompressionLevel level)
    {
        var compressed = Compress(Payloads(2000)[1], level);

        for (var length = 1; length < compressed.Length; length++)
        {
            Assert.Equal(WebSocketReadStatus.InvalidData, Inflate(compressed[..length], 4000).Status);
        }
    }

    // Bytes as they are have no end but their length: four that are missing are taken from what belongs behind every message.
    [Fact]
    public void Inflate_NotCompressedAndCutAnywhere_IsInvalidOrHasWhatIsInNoText()
    {
        var compressed = Convert.FromHexString("000C00F3FF48656C6C6F2C206F6C6C654800");

        for (var length = 2; length < compressed.Length; length++)
        {
            var (status, hex) = Inflate(compressed[..length], 4000);
            var isTold = length != compressed.Length - 5;
            Assert.Equal(isTold ? WebSocketReadStatus.InvalidData : WebSocketReadStatus.Message, status);
            Assert.Equal(isTold, !hex.EndsWith("0000FFFF", StringComparison.Ordinal) || status == WebSocketReadStatus.InvalidData);
        }
    }

    [Fact]
    public void Inflate_LastBlockIsMarked_IsTheMessage()
    {
        var payload = Payloads(100_000)[1];
        using var compressed = new MemoryStream();
        using (var deflate = new DeflateStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(payload);
        }

        Assert.Equal((WebSocketReadStatus.Message, Convert.ToHexString(payload)), Inflate(compressed.ToArray(), payload.Length));
        Assert.Equal((WebSocketReadStatus.Message, Convert.ToHexString(payload)), Inflate([.. compressed.ToArray(), 0], payload.Length));
    }

    [Fact]
    public void Inflate_IntoWhatIsThere_TakesNothingNew()
    {
        var payload = Payloads(1000)[1];
        var buffer = new byte[1001];
        byte[]? output = buffer;

        Assert.Equal(WebSocketReadStatus.Message, MessageInflater.Inflate(Compress(payload), 4000, ref output, out var length));

        Assert.Same(buffer, output);
        Assert.Equal(payload, output[..length]);
    }

    [Fact]
    public void Inflate_AnyBytes_IsBounded() => Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>(),
        static bytes => Assert.True(Inflate(bytes, 100).Hex.Length <= 200)).Check(LongRun.Config);

    [Fact]
    public void Inflate_FlippedBits_IsBounded()
    {
        var random = new Random(1);
        var compressed = Compress(Payloads(5000)[1], CompressionLevel.Optimal);
        for (var attempt = 0; attempt < 5000; attempt++)
        {
            var changed = compressed.ToArray();
            changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
            Assert.True(Inflate(changed, 5000).Hex.Length <= 10_000);
        }
    }

    [Fact]
    public void Inflate_MuchOfLittle_EndsAtTheLimit()
    {
        using var compressed = new MemoryStream();
        using (var deflate = new DeflateStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 1024; i++)
            {
                deflate.Write(zeros);
            }
        }

        var input = compressed.ToArray();
        var before = GC.GetAllocatedBytesForCurrentThread();
        byte[]? output = null;
        var status = MessageInflater.Inflate(input, 65_536, ref output, out var length);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        ArrayPool<byte>.Shared.Return(output);

        Assert.Equal((WebSocketReadStatus.TooBig, 65_536), (status, length));
        Assert.True(output.Length <= 65_536);
        Assert.True(allocated <= 4 * 65_536, $"{allocated}");
    }

    private static (WebSocketReadStatus Status, string Hex) Inflate(byte[] compressed, int limit)
    {
        byte[]? output = null;
        var status = MessageInflater.Inflate(compressed, limit, ref output, out var length);
        var hex = Convert.ToHexString(output.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(output);
        return (status, hex);
    }

    internal static byte[] Compress(byte[] payload, CompressionLevel level = CompressionLevel.Optimal)
    {
        using var compressed = new MemoryStream();
        using var deflate = new DeflateStream(compressed, level, leaveOpen: true);
        deflate.Write(payload);
        deflate.Flush();
        return payload.Length == 0 ? [0] : compressed.ToArray()[..^4];
    }

    private static byte[][] Payloads(int size)
    {
        var random = new Random(size);
        var noise = new byte[size];
        random.NextBytes(noise);
        var text = Encoding.ASCII.GetBytes(string.Create(size, random, static (characters, random) => random.GetItems("abcde fghij klmno pqrst uvwxyz \"{}[]:,", characters)));
        return [noise, text, new byte[size]];
    }
}
