using FsCheck;
using FsCheck.Fluent;
using Switchboard.Wire.Centrifuge;
using Switchboard.Wire.Tests.Support;

namespace Switchboard.Wire.Tests.Centrifuge;

/// <summary>What the codecs make of bytes that nobody sends in good faith.</summary>
public sealed class CodecFuzzTests
{
    private const int Attempts = 5_000;

    private static readonly byte[][] _jsonMessages = [.. Files().Select(vector => vector.JsonBytes)];
    private static readonly byte[][] _protobufMessages = [.. Files().Select(vector => vector.ProtobufBytes)];

    private static readonly byte[][] _jsonPieces =
    [
        .. new[]
        {
            "{", "}", "[", "]", ":", ",", "\"", "\\", "\\u", "\\ud800", "\n", " ", "1", "-", "4294967296", "1e9", "true", "null", "id", "\"id\"",
            "\"connect\"", "\"subscribe\"", "\"publish\"", "\"history\"", "\"since\"", "\"data\"", "\"channel\"", "\"tf\"", "\"nodes\"",
            "\"session\"", "{\"id\":1,", "\"publish\":{", "\"data\":", "\u00e9",
        }.Select(System.Text.Encoding.UTF8.GetBytes),
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
            Gen.Elements<byte[]>([0x08], [0x22, 0x02], [0x3A], [0x0A, 0x01], [0x80], [0xFF, 0xFF, 0xFF, 0xFF, 0x0F], [0x0B], [0x0D], [0x09], [0x61]))),
        fields =>
        {
            ReadEverything(fields);
            if (fields.Length < 128)
            {
                ReadEverything([(byte)fields.Length, .. fields]);
            }
        });

    [Fact]
    public void Read_ValidMessageCutAnywhere_NeverThrows()
    {
        foreach (var message in _jsonMessages.Concat(_protobufMessages))
        {
            for (var length = 0; length < message.Length; length++)
            {
                ReadEverything(message[..length]);
            }
        }
    }

    [Fact]
    public void Read_JsonCommandCutAnywhere_IsMalformed()
    {
        foreach (var message in _jsonMessages)
        {
            for (var length = 1; length < message.Length; length++)
            {
                Assert.Equal(CommandReadStatus.Malformed, CentrifugeJsonCodec.Instance.ReadAll(message.AsMemory(0, length)).Last);
            }
        }
    }

    [Fact]
    public void Read_ProtobufCommandCutAnywhere_IsMalformed()
    {
        foreach (var message in _protobufMessages)
        {
            for (var length = 1; length < message.Length; length++)
            {
                Assert.Equal(CommandReadStatus.Malformed, CentrifugeProtobufCodec.Instance.ReadAll(message.AsMemory(0, length)).Last);
            }
        }
    }

    [Fact]
    public void Read_ValidMessageWithFlippedBytes_NeverThrows() => ForAll(
        (from message in Gen.Elements(_jsonMessages.Concat(_protobufMessages))
         from flips in Gen.NonEmptyListOf(Gen.Zip(Gen.Choose(0, message.Length - 1), Gen.Choose(1, 255)))
         select Flipped(message, flips)).ToArbitrary(),
        ReadEverything);

    [Fact]
    public void Read_SeveralJsonMessages_AreTheSequenceOfTheirCommands() => ForAll(
        (from messages in Gen.ListOf(Gen.Elements(_jsonMessages))
         from separator in Gen.Elements<byte[]>([(byte)'\n'], "\r\n"u8.ToArray(), " \t\n\n"u8.ToArray())
         select (Messages: messages, Separator: separator)).ToArbitrary(),
        sample => AssertSequence(CentrifugeJsonCodec.Instance, sample.Messages, sample.Separator));

    [Fact]
    public void Read_SeveralProtobufMessages_AreTheSequenceOfTheirCommands() => ForAll(
        Gen.ListOf(Gen.Elements(_protobufMessages)).ToArbitrary(),
        messages => AssertSequence(CentrifugeProtobufCodec.Instance, messages, []));

    private static IEnumerable<WireVector> Files() => WireVector.Load("commands.json").Values;

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

    private static void ReadEverything(byte[] bytes)
    {
        CentrifugeJsonCodec.Instance.ReadAll(bytes);
        CentrifugeProtobufCodec.Instance.ReadAll(bytes);
        Assert.Equal(CentrifugeJsonCodec.TryReadConnect(bytes, out var connect), connect is not null);
        Assert.Equal(CentrifugeJsonCodec.TryReadEmulation(bytes, out var json), json is not null);
        Assert.Equal(CentrifugeProtobufCodec.TryReadEmulation(bytes, out var protobuf), protobuf is not null);
    }

    private static void AssertSequence(ICentrifugeCodec codec, IEnumerable<byte[]> messages, byte[] separator)
    {
        var list = messages.ToList();
        var expected = list.Select(message => Describe.Text(codec.ReadOne(message)));

        var (commands, last) = codec.ReadAll(list.SelectMany(message => message.Concat(separator)).ToArray());

        Assert.Equal(CommandReadStatus.End, last);
        Assert.Equal(expected, commands.Select(Describe.Text), StringComparer.Ordinal);
    }
}
