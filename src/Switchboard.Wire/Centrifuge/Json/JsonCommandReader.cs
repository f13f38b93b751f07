namespace Switchboard.Wire.Centrifuge.Json;

/// <summary>Reads a command: its id and its request.</summary>
internal static class JsonCommandReader
{
    /// <summary>Reads the command that <paramref name="source"/> begins with.</summary>
    public static CentrifugeCommand Read(ref JsonSource source)
    {
        if (!source.TryEnterObject())
        {
            throw new FormatException("A command is an object.");
        }

        var choice = new CommandChoice();
        while (source.NextProperty())
        {
            if (source.NameIs("id"u8))
            {
                choice.Id = source.ReadUInt32();
                continue;
            }

            ReadRequest(ref source, ref choice);
        }

        return choice.Complete();
    }

    private static void ReadRequest(ref JsonSource source, ref CommandChoice choice)
    {
        var field = FieldOf(source);
        if (field == RequestField.None)
        {
            source.SkipValue();
        }
        else if (source.TryEnterObject())
        {
            choice.Offer(field, JsonRequestReader.Read(ref source, field));
        }
    }

    private static RequestField FieldOf(scoped in JsonSource source) => source switch
    {
        _ when source.NameIs("publish"u8) => RequestField.Publish,
        _ when source.NameIs("rpc"u8) => RequestField.Rpc,
        _ when source.NameIs("subscribe"u8) => RequestField.Subscribe,
        _ when source.NameIs("connect"u8) => RequestField.Connect,
        _ when source.NameIs("unsubscribe"u8) => RequestField.Unsubscribe,
        _ when source.NameIs("presence"u8) => RequestField.Presence,
        _ when source.NameIs("presence_stats"u8) => RequestField.PresenceStats,
        _ when source.NameIs("history"u8) => RequestField.History,
        _ when source.NameIs("ping"u8) => RequestField.Ping,
        _ when source.NameIs("send"u8) => RequestField.Send,
        _ when source.NameIs("refresh"u8) => RequestField.Refresh,
        _ when source.NameIs("sub_refresh"u8) => RequestField.SubRefresh,
        _ => RequestField.None,
    };
}
