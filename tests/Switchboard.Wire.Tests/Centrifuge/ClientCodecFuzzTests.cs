using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Switchboard.Wire.Centrifuge;
using Switchboard.Wire.Tests.Support;

namespace Switchboard.Wire.Tests.Centrifuge;

/// <summary>What the client's side makes of bytes that no server sends in good faith.</summary>
public sealed class ClientCodecFuzzTests
{
    private const int Attempts = 5_000;

    private static readonly byte[][] _jsonMessages = [.. Files().Select(vector => vector.JsonBytes)];
    private static readonly byte[][] _protobufMessages = [.. Files().Select(vector => vector.ProtobufBytes)];

    private static readonly byte[][] _jsonPieces =
    [
        .. new[]
        {
            "{", "}", "[", "]", ":", ",", "\"", "\\", "\\ud800", "\n", " ", "1", "-", "4294967296", "1e9", "true", "null", "\"id\"",
            "\"connect\"", "\"subscribe\"", "\"push\"", "\"pub\"", "\"history\"", "\"publications\"", "\"data\":", "\"channel\":", "\"info\"",
            "\"presence\":{", "{\"id\":1,", "\"push\":{", "\"error\":{", "\"time\":", "\"tags\":{", "\u00e9",
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF], [0xC3], [0xEF, 0xBB, 0xBF], [0],
    ];

    [Fact]
    public void Read_AnyBytes_NeverThrows() => ForAll(ArbMap.Default.ArbFor<byte[]>(), ReadEverything);

    [Fact]
    public void Read_AnyPiecesOfJson_NeverThrows() => ForAll(Concatenated(Gen.Elements(_jsonPieces)), ReadEverything);

    [Fact]
    public void Read_AnyFieldsInProtobufFrame_NeverThrows() => ForAll(
        Concatenated(Gen.OneOf(
            Gen.Elements(_protobufMessages),
            Gen.Elements<byte[]>([0x08], [0x12, 0x02], [0x22], [0x2A, 0x01], [0x32], [0x80], [0xFF, 0xFF, 0xFF, 0xFF, 0x0F], [0x0B], [0x0D], [0x09]))),
        fields =>
        {
            ReadEverything(fields);
            if (fields.Length < 128)
            {
                ReadEverything([(byte)fields.Length, .. fields]);
            }
        });

    [Fact]
    public void Read_MessageCutAnywhere_IsMalformed()
    {
        AssertCutIsMalformed(CentrifugeJsonClientCodec.Instance, _jsonMessages);
        AssertCutIsMalformed(CentrifugeProtobufClientCodec.Instance, _protobufMessages);
    }

    [Fact]
    public void Read_ValidMessageWithFlippedBytes_NeverThrows() => ForAll(
        (from message in Gen.Elements(_jsonMessages.Concat(_protobufMessages))
         from flips in Gen.NonEmptyListOf(Gen.Zip(Gen.Choose(0, message.Length - 1), Gen.Choose(1, 255)))
         select Flipped(message, flips)).ToArbitrary(),
        ReadEverything);

    [Fact]
    public void Read_SeveralMessages_AreTheirSequence()
    {
        ForAll(Gen.ListOf(Gen.Elements(_jsonMessages)).ToArbitrary(), messages => AssertSequence(CentrifugeJsonClientCodec.Instance, messages, "\n"u8.ToArray()));
        ForAll(Gen.ListOf(Gen.Elements(_protobufMessages)).ToArbitrary(), messages => AssertSequence(CentrifugeProtobufClientCodec.Instance, messages, []));
    }

    private static IEnumerable<WireVector> Files() => WireVector.Load("replies.json").Values.Concat(WireVector.Load("pushes.json").Values);

    private static void AssertCutIsMalformed(ICentrifugeClientCodec codec, byte[][] messages)
    {
        foreach (var message in messages)
        {
            for (var length = 1; length < message.Length; length++)
            {
                Assert.Equal(MessageReadStatus.Malformed, codec.ReadAll(message.AsMemory(0, length)).Last);
            }
        }
    }

    private static void AssertSequence(ICentrifugeClientCodec codec, IEnumerable<byte[]> messages, byte[] separator)
    {
        var list = messages.ToList();
        var expected = list.Select(message => Describe.Text(codec.ReadOne(message)));

        var (read, last) = codec.ReadAll(list.SelectMany(message => message.Concat(separator)).ToArray());

        Assert.Equal(MessageReadStatus.End, last);
        Assert.Equal(expected, read.Select(message => Describe.Text(message)), StringComparer.Ordinal);
    }

    private static void ReadEverything(byte[] bytes)
    {
        CentrifugeJsonClientCodec.Instance.ReadAll(bytes);
        CentrifugeProtobufClientCodec.Instance.ReadAll(bytes);
    }

    private static void ForAll<T>(Arbitrary<T> samples, Action<T> test) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Attempts), Prop.ForAll(samples, test));

    private static Arbitrary<byte[]> Concatenated(Gen<byte[]> pieces) =>
        pieces.ArrayOf().Select(parts => parts.SelectMany(part => part).ToArray()).ToArbitrary();

    private static byte[] Flipped(byte[] message, IEnumerable<(int Index, int Mask)> flips)
    {
        var result = message.ToArray();
        foreach (var (index, mask) in flips)
        {
            result[index] ^= (byte)mask;
        }

        return result;
    }
}
