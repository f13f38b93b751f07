using System.Buffers;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Wire.Tests.Support;

internal static class CodecExtensions
{
    /// <summary>Reads until there is no further command, checking that every step takes bytes away.</summary>
    public static (List<CentrifugeCommand> Commands, CommandReadStatus Last) ReadAll(this ICentrifugeCodec codec, ReadOnlyMemory<byte> input)
    {
        var commands = new List<CentrifugeCommand>();
        while (true)
        {
            var before = input.Length;
            var status = codec.Read(ref input, out var command);
            Assert.Equal(status == CommandReadStatus.Command, command is not null);
            if (status != CommandReadStatus.Command)
            {
                Assert.True(input.IsEmpty);
                return (commands, status);
            }

            Assert.True(input.Length < before, "A command that takes no bytes would be read for ever.");
            commands.Add(command!);
        }
    }

    public static CentrifugeCommand ReadOne(this ICentrifugeCodec codec, ReadOnlyMemory<byte> input)
    {
        var (commands, last) = codec.ReadAll(input);
        Assert.Equal(CommandReadStatus.End, last);
        return Assert.Single(commands);
    }

    public static byte[] Reply(this ICentrifugeCodec codec, uint id, CentrifugeReply reply) => Written(output => codec.WriteReply(output, id, reply));

    public static byte[] Error(this ICentrifugeCodec codec, uint id, ErrorCode error) => Written(output => codec.WriteError(output, id, error));

    public static byte[] Push(this ICentrifugeCodec codec, CentrifugePush push) => Written(output => codec.WritePush(output, push));

    public static byte[] Unidirectional(CentrifugePush push) => Written(output => CentrifugeJsonCodec.WriteUnidirectional(output, push));

    public static byte[] Command(this ICentrifugeClientCodec codec, CentrifugeCommand command) => Written(output => codec.WriteCommand(output, command));

    /// <summary>Reads until there is no further message, checking that every step takes bytes away.</summary>
    public static (List<CentrifugeMessage> Messages, MessageReadStatus Last) ReadAll(this ICentrifugeClientCodec codec, ReadOnlyMemory<byte> input)
    {
        var messages = new List<CentrifugeMessage>();
        while (true)
        {
            var before = input.Length;
            var status = codec.Read(ref input, out var message);
            if (status != MessageReadStatus.Message)
            {
                Assert.True(input.IsEmpty);
                Assert.Equal(default, message);
                return (messages, status);
            }

            Assert.True(input.Length < before, "A message that takes no bytes would be read for ever.");
            messages.Add(message);
        }
    }

    public static CentrifugeMessage ReadOne(this ICentrifugeClientCodec codec, ReadOnlyMemory<byte> input)
    {
        var (messages, last) = codec.ReadAll(input);
        Assert.Equal(MessageReadStatus.End, last);
        return Assert.Single(messages);
    }

    private static byte[] Written(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return output.WrittenSpan.ToArray();
    }
}
