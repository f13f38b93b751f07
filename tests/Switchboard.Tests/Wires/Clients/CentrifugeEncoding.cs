using System.Buffers;
using System.Text;
using System.Text.Json;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Tests.Wires.Clients;

/// <summary>An encoding of the Centrifuge protocol, as seen from outside: JSON in, JSON out.</summary>
internal abstract class CentrifugeEncoding
{
    public static CentrifugeEncoding Json { get; } = new JsonEncoding();

    public static CentrifugeEncoding Protobuf { get; } = new ProtobufEncoding();

    /// <summary>Encodes a command, or the empty one that is a pong.</summary>
    public abstract byte[] Encode(string command);

    /// <summary>The messages of a frame.</summary>
    public abstract IEnumerable<JsonElement> Decode(byte[] frame);

    private sealed class JsonEncoding : CentrifugeEncoding
    {
        public override byte[] Encode(string command) => Encoding.UTF8.GetBytes(command);

        public override IEnumerable<JsonElement> Decode(byte[] frame)
            => Encoding.UTF8.GetString(frame).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonElement.Parse(line));
    }

    /// <summary>Commands are read from JSON, and messages written in it, by the library's codecs, which have tests of their own.</summary>
    private sealed class ProtobufEncoding : CentrifugeEncoding
    {
        public override byte[] Encode(string command)
        {
            ReadOnlyMemory<byte> json = Encoding.UTF8.GetBytes(command);
            var status = CentrifugeJsonCodec.Instance.Read(ref json, out var read);
            var output = new ArrayBufferWriter<byte>();
            CentrifugeProtobufClientCodec.Instance.WriteCommand(output, status == CommandReadStatus.Command ? read! : throw new FormatException(command));
            return output.WrittenSpan.ToArray();
        }

        public override IEnumerable<JsonElement> Decode(byte[] frame)
        {
            ReadOnlyMemory<byte> rest = frame;
            while (CentrifugeProtobufClientCodec.Instance.Read(ref rest, out var message) is not MessageReadStatus.End and var status)
            {
                yield return status == MessageReadStatus.Message ? ToJson(message) : throw new InvalidDataException(Convert.ToHexString(frame));
            }
        }

        private static JsonElement ToJson(in CentrifugeMessage message)
        {
            var output = new ArrayBufferWriter<byte>();
            switch (message)
            {
                case { IsPing: true }:
                    return JsonElement.Parse("{}");
                case { Error: { } error }:
                    CentrifugeJsonCodec.Instance.WriteError(output, message.Id, error);
                    break;
                case { Push: { } push }:
                    CentrifugeJsonCodec.Instance.WritePush(output, push is PublicationPush it ? it with { Publication = AsJson(it.Publication) } : push);
                    break;
                default:
                    CentrifugeJsonCodec.Instance.WriteReply(output, message.Id, AsJson(message.Reply!));
                    break;
            }

            return JsonElement.Parse(output.WrittenSpan);
        }

        // All payloads of these tests are JSON, which Protobuf does not say.
        private static Publication AsJson(Publication publication) => publication with { IsJson = true };

        private static CentrifugeReply AsJson(CentrifugeReply reply) => reply switch
        {
            SubscribeReply subscribe => AsJson(subscribe),
            HistoryReply history => history with { Publications = [.. history.Publications.Select(AsJson)] },
            ConnectReply { Subscriptions: { } subscriptions } connect => connect with { Subscriptions = subscriptions.ToDictionary(static it => it.Key, static it => AsJson(it.Value), StringComparer.Ordinal) },
            _ => reply,
        };

        private static SubscribeReply AsJson(SubscribeReply reply) => reply with { Publications = [.. reply.Publications.Select(AsJson)], State = [.. reply.State.Select(AsJson)] };
    }
}
