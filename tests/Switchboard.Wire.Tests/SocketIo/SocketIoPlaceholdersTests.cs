using System.Text;
using Switchboard.Wire.SocketIo;

namespace Switchboard.Wire.Tests.SocketIo;

/// <summary>What stands for attachments, and what must not be taken for it.</summary>
public sealed class SocketIoPlaceholdersTests
{
    [Theory]
    [InlineData("1", false)]
    [InlineData("\"_placeholder\"", false)]
    [InlineData("{\"a\":\"_placeholder\"}", false)]
    [InlineData("{\"_placeholder\":true,\"num\":0}", true)]
    [InlineData("{\"\\u005fplaceholder\":true}", true)]
    [InlineData("[{\"a\":{\"b\":1,\"_placeholder\":false}}]", true)]
    [InlineData("{\"\\ud800_placeholder\":1}", false)]
    public void IsIn_AnyDepthAndSpelling_IsSeen(string json, bool expected)
    {
        Assert.Equal(expected, SocketIoPlaceholders.IsIn(Encoding.UTF8.GetBytes(json)));
        var escaped = Encoding.UTF8.GetString(SocketIoPlaceholders.Escape(Encoding.UTF8.GetBytes(json)).Span);
        Assert.Equal(expected ? System.Text.Json.JsonSerializer.Deserialize<string>(escaped) : escaped, json);
    }

    [Theory]
    [InlineData("""{"data":1}""", "none")]
    [InlineData("""{"data":{"_placeholder":true,"num":1}}""", "02")]
    [InlineData("""{"data":{"num":0,"_placeholder":true}}""", "01")]
    [InlineData("""{"data":{"_placeholder":true,"num":1},"data":5}""", "none")]
    [InlineData("""{"data":{"_placeholder":false,"num":1}}""", "none")]
    [InlineData("""{"data":{"_placeholder":true,"num":2}}""", "refused")]
    [InlineData("""{"data":{"_placeholder":true,"num":0,"a":1}}""", "refused")]
    [InlineData("""{"data":[{"_placeholder":true,"num":0}]}""", "refused")]
    [InlineData("""{"other":{"_placeholder":true,"num":0}}""", "refused")]
    [InlineData("""{"data":{"_placeholder":true,"num":0},"tags":{"a":{"_placeholder":true,"num":0}}}""", "refused")]
    [InlineData("""{"_placeholder":true,"num":0}""", "refused")]
    [InlineData("""[{"_placeholder":true,"num":0}]""", "refused")]
    public void TryTakeData_WholeOrNothing(string json, string expected)
    {
        ReadOnlyMemory<byte>[] attachments = [new byte[] { 1 }, new byte[] { 2 }];

        var isTaken = SocketIoPlaceholders.TryTakeData(Encoding.UTF8.GetBytes(json), attachments, out var binary);

        Assert.Equal(expected, !isTaken ? "refused" : binary is { } bytes ? Convert.ToHexString(bytes.Span) : "none");
        Assert.True(SocketIoPlaceholders.TryTakeData(Encoding.UTF8.GetBytes(json), [], out binary));
        Assert.Null(binary);
    }

    [Theory]
    [InlineData("""51-["a",{"b":{},"_placeholder":true,"num":0}]""")]
    [InlineData("""51-["a",{"_placeholder":true,"_placeholder":true,"num":0}]""")]
    public void Read_WhatOthersTakeForAPlaceholder_IsMalformed(string packet)
        => Assert.Null(SocketIoPacketReader.Read(Encoding.UTF8.GetBytes(packet), 10));
}
