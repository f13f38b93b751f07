using FsCheck;
using FsCheck.Fluent;
using Switchboard.Transports.WebSockets;
using Xunit;

namespace Switchboard.Tests.Transports.WebSockets;

public sealed class WebSocketFrameReaderPropertyTests
{
    private const int Limit = 2000;

    private static readonly Gen<byte[]> _bytes = Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf();

    private static readonly Gen<int[]> _cuts = Gen.Choose(1, 40).NonEmptyListOf().Select(sizes => sizes.ToArray());

    [Fact]
    public void Read_AnyBytesCutAnywhere_IsAsUncut()
        => Check.One(LongRun.Config, Prop.ForAll(Pairs(_bytes.Or(LikelyBytes())).ToArbitrary(), IsAsUncut));

    [Fact]
    public void Read_RandomFramesCutAnywhere_IsAsUncut()
        => Check.One(LongRun.Config, Prop.ForAll(Pairs(Frames().Select(frames => ClientFrame.Join(frames))).ToArbitrary(), IsAsUncut));

    [Fact]
    public void Read_RandomMessagesInFragments_AreReassembledExactly()
        => Check.One(LongRun.Config, Prop.ForAll(Pairs(Messages()).ToArbitrary(), pair => IsReassembled(pair.Value, pair.Cuts)));

    private static bool IsAsUncut((byte[] Value, int[] Cuts) pair)
    {
        var whole = Reading.All(pair.Value, [], Limit);
        return pair.Value.Length == 0
            || (whole.SequenceEqual(Reading.All(pair.Value, pair.Cuts, Limit), StringComparer.Ordinal)
                && whole.SequenceEqual(Reading.Arriving(pair.Value, pair.Cuts, Limit), StringComparer.Ordinal));
    }

    private static bool IsReassembled((byte[] Payload, int[] Pieces)[] messages, int[] cuts)
    {
        var bytes = messages.SelectMany((message, index) => Fragments(message.Payload, message.Pieces, (uint)(index * 7919))).ToArray();
        var expected = messages.Select(message => $"Binary {Convert.ToHexString(message.Payload)}").Append("NeedMore").ToArray();
        var arrived = Reading.Arriving(bytes, cuts, Limit);
        return messages.Length == 0
            || (expected.SequenceEqual(Reading.All(bytes, cuts, Limit), StringComparer.Ordinal)
                && expected.SequenceEqual(arrived, StringComparer.Ordinal));
    }

    private static IEnumerable<byte> Fragments(byte[] payload, int[] pieces, uint mask)
    {
        var start = 0;
        for (var i = 0; ; i++)
        {
            var length = Math.Min(pieces[i % pieces.Length] - 1, payload.Length - start);
            var isLast = start + length == payload.Length && i >= pieces.Length;
            var opcode = i == 0 ? WebSocketOpcode.Binary : WebSocketOpcode.Continuation;
            foreach (var one in new ClientFrame((int)opcode, payload[start..(start + length)]) { IsFinal = isLast, Mask = mask }.Encode())
            {
                yield return one;
            }

            start += length;
            if (isLast)
            {
                break;
            }
        }
    }

    private static Gen<(T Value, int[] Cuts)> Pairs<T>(Gen<T> values) => values.SelectMany(_ => _cuts, (value, cuts) => (value, cuts));

    // A piece of one byte more than it carries; at least one piece carries something, so that fragments come to an end.
    private static Gen<(byte[] Payload, int[] Pieces)[]> Messages()
        => _bytes.SelectMany(_ => Gen.Choose(1, 20).ArrayOf(), (payload, pieces) => (payload, (int[])[.. pieces, 5])).ArrayOf();

    private static Gen<byte[]> LikelyBytes()
        => Gen.Elements<byte>(0x00, 0x01, 0x02, 0x80, 0x81, 0x82, 0x88, 0x89, 0xFE, 0xFF, 0x85).ArrayOf();

    private static Gen<ClientFrame[]> Frames()
        => (from opcode in Gen.Frequency((8, Gen.Elements(0, 1, 2, 8, 9, 10)), (1, Gen.Choose(0, 15)))
            from payload in _bytes
            from isFinal in Gen.Elements(true, true, false)
            from isMasked in Gen.Frequency((30, Gen.Constant(true)), (1, Gen.Constant(false)))
            from claimed in Gen.Frequency((30, Gen.Constant<ulong?>(null)), (1, Gen.Choose(0, 3000).Select(length => (ulong?)length)))
            select new ClientFrame(opcode, payload) { IsFinal = isFinal, IsMasked = isMasked, ClaimedLength = claimed }).ArrayOf();
}
