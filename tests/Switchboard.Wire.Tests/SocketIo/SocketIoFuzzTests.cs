using System.Text;
using System.Text.Unicode;
using Switchboard.Wire.SocketIo;

namespace Switchboard.Wire.Tests.SocketIo;

/// <summary>Whatever a client sends, cut wherever: an answer, and no exception.</summary>
public sealed class SocketIoFuzzTests
{
    private const int Rounds = 20_000;

    private static readonly string[] _seeds =
    [
        "4hello\u001ebAQIDBA==\u001e2", "6:4hello10:b4AQIDBA==", "3:4\U0001F4272:4é", "0/admin,{\"token\":\"x\"}", "2/a,12[\"hello\",{\"b\":[1,true,null,\"\\u00e9\"]}]",
        "52-/a,9[\"x\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]", "3/a,1[{}]", "61-1[{\"_placeholder\":true,\"num\":0}]",
        "{\"channel\":\"a\",\"recover\":true,\"epoch\":\"e\",\"offset\":3,\"since\":{\"offset\":1},\"data\":[1,2]}",
    ];

    [Fact]
    public void Readers_CutAnywhere_Answer()
    {
        foreach (var seed in _seeds.Select(Encoding.UTF8.GetBytes))
        {
            for (var length = 0; length <= seed.Length; length++)
            {
                Feed(seed[..length]);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Readers_Damaged_Answer(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = Encoding.UTF8.GetBytes(_seeds[random.Next(_seeds.Length)]);
            for (var damage = random.Next(4); damage >= 0; damage--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            Feed(bytes);
        }
    }

    [Fact]
    public void Readers_Noise_Answer()
    {
        var random = new Random(4);
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = new byte[random.Next(64)];
            random.NextBytes(bytes);
            Feed(bytes);
        }
    }

    private static void Feed(byte[] bytes)
    {
        foreach (var (version, isBinary) in new[] { (EngineIoVersion.V3, false), (EngineIoVersion.V3, true), (EngineIoVersion.V4, false) })
        {
            var reader = new EngineIoPayloadReader(version, bytes, isBinary);
            var count = 0;
            while (reader.TryRead(out var packet))
            {
                Assert.True(packet.Data.Length <= bytes.Length);
                Assert.True(++count <= bytes.Length);
            }

            EngineIoCodec.TryReadBinary(version, bytes, out _);
        }

        if (Utf8.IsValid(bytes))
        {
            var packet = SocketIoPacketReader.Read(bytes, maxAttachments: 3);
            Assert.True(packet is null || packet.AttachmentCount is >= 0 and <= 3);
            HubRequestReader.Read(bytes);
        }
    }
}
