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

        var builder = new CommandBuilder();
        while (source.NextProperty())
        {
            if (source.NameIs("id"u8))
            {
                builder.Id = source.ReadUInt32();
                continue;
            }

            ReadRequest(ref source, ref builder);
        }

        return builder.Build();
    }

    private static void ReadRequest(ref JsonSource source, ref CommandBuilder builder)
    {
        var field = JsonRequestFields.Of(source);
        if (field == RequestField.None)
        {
            source.SkipValue();
        }
        else if (source.TryEnterObject())
        {
            builder.Offer(field, JsonRequestReader.Read(ref source, field));
        }
    }
}
