using Switchboard.Wire.Protobuf;

namespace Switchboard.Wire.Centrifuge.Protobuf;

/// <summary>Reads what the server sends: the id of a reply, and its result, error or push.</summary>
internal static class ProtobufMessageReader
{
    /// <summary>Reads a whole message.</summary>
    public static CentrifugeMessage Read(ProtoReader reader)
    {
        uint id = 0;
        var isEmpty = true;
        CentrifugeReply? reply = null;
        ErrorCode? error = null;
        CentrifugePush? push = null;
        while (reader.NextField())
        {
            isEmpty = false;
            var number = reader.Number;
            switch (number)
            {
                case 1:
                    id = reader.ReadUInt32();
                    break;
                case 2:
                    error = ReadError(reader.ReadMessage());
                    break;
                case 4:
                    push = ProtobufPushReader.Read(reader.ReadMessage());
                    break;
                case (>= 5 and <= 15) or ExtensionFields.Send:
                    reply = ProtobufReplyReader.Read(reader.ReadMessage(), number);
                    break;
            }
        }

        return new CentrifugeMessage { Id = id, Reply = reply, Error = error, Push = push, IsPing = isEmpty };
    }

    private static ErrorCode ReadError(ProtoReader reader)
    {
        uint code = 0;
        var message = "";
        var temporary = false;
        ErrorDetails? details = null;
        while (reader.NextField())
        {
            reader.ReadField(1, ref code);
            reader.ReadField(2, ref message);
            reader.ReadField(3, ref temporary);
            if (reader.Number == ExtensionFields.ErrorDetails)
            {
                details = ErrorDetailsJson.Read(reader.ReadBytes().Span);
            }
        }

        return new ErrorCode(code, message, temporary) { Details = details };
    }
}
