using System.Text;
using Switchboard.Wire.SocketIo;

namespace Switchboard.Wire.Tests.SocketIo;

public sealed class EngineIoPayloadTests
{
    [Theory]
    [InlineData("4hello", "4hello")]
    [InlineData("4a\u001e4b\u001e2", "4a|4b|2")]
    [InlineData("4hello\u001ebAQIDBA==", "4hello|b01020304")]
    public void TryRead_Version4_TakesPacketsApart(string body, string expected) => Assert.Equal(expected, Read(EngineIoVersion.V4, Encoding.UTF8.GetBytes(body)));

    [Theory]
    [InlineData("6:4hello", "4hello")]
    [InlineData("6:4test16:4test2", "4test1|4test2")]
    [InlineData("6:4hello10:b4AQIDBA==", "4hello|b01020304")]
    [InlineData("3:4\U0001F4272:4é", "4\U0001F427|4é")]
    public void TryRead_Version3_CountsUtf16(string body, string expected) => Assert.Equal(expected, Read(EngineIoVersion.V3, Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void TryRead_Version3Binary_CountsBytes()
        => Assert.Equal("4hello|b01020304", Read(EngineIoVersion.V3, [0, 6, 255, 52, 104, 101, 108, 108, 111, 1, 5, 255, 4, 1, 2, 3, 4], isBinary: true));

    [Theory]
    [InlineData(EngineIoVersion.V4, "")]
    [InlineData(EngineIoVersion.V4, "abc")]
    [InlineData(EngineIoVersion.V4, "4a\u001e")]
    [InlineData(EngineIoVersion.V4, "b!!!!")]
    [InlineData(EngineIoVersion.V3, "9:4hello")]
    [InlineData(EngineIoVersion.V3, "2:4\U0001F427")]
    [InlineData(EngineIoVersion.V3, ":4")]
    [InlineData(EngineIoVersion.V3, "0:")]
    [InlineData(EngineIoVersion.V3, "-1:4")]
    [InlineData(EngineIoVersion.V3, "9999999999999:4")]
    public void TryRead_CutOrWrong_IsMalformed(EngineIoVersion version, string body)
        => Assert.EndsWith("malformed", Read(version, Encoding.UTF8.GetBytes(body)), StringComparison.Ordinal);

    [Theory]
    [InlineData(EngineIoVersion.V4, false, "4hello\u001ebAQIDBA==")]
    [InlineData(EngineIoVersion.V3, false, "6:4hello10:b4AQIDBA==")]
    public void Write_TextAndBinary_IsWhatClientsExpect(EngineIoVersion version, bool isBinary, string expected)
    {
        var writer = new EngineIoPayloadWriter(version, isBinary);
        writer.AddText("4hello"u8);
        writer.AddBinary(version == EngineIoVersion.V3 ? [4, 1, 2, 3, 4] : [1, 2, 3, 4]);

        Assert.Equal(expected, Encoding.UTF8.GetString(writer.Body.Span));
    }

    [Fact]
    public void Write_Version3Binary_IsWhatClientsExpect()
    {
        var writer = new EngineIoPayloadWriter(EngineIoVersion.V3, isBinary: true);
        writer.AddText("4hello"u8);
        writer.AddBinary([4, 1, 2, 3, 4]);

        Assert.Equal<byte>([0, 6, 255, 52, 104, 101, 108, 108, 111, 1, 5, 255, 4, 1, 2, 3, 4], writer.Body.ToArray());
    }

    private static string Read(EngineIoVersion version, byte[] body, bool isBinary = false)
    {
        var reader = new EngineIoPayloadReader(version, body, isBinary);
        var packets = new List<string>();
        while (reader.TryRead(out var packet))
        {
            packets.Add(packet.IsBinary ? $"b{Convert.ToHexString(packet.Data.Span)}" : $"{(int)packet.Type}{Encoding.UTF8.GetString(packet.Data.Span)}");
        }

        if (reader.IsMalformed)
        {
            packets.Add("malformed");
        }

        return string.Join('|', packets);
    }
}
