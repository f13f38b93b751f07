namespace Switchboard.Extensibility;

/// <summary>What the data of a publication is: it says what can be joined to it.</summary>
public enum WholeDataKind
{
    /// <summary>JSON to which nothing can be joined.</summary>
    Other,

    /// <summary>A JSON string.</summary>
    Text,

    /// <summary>A JSON array.</summary>
    List,

    /// <summary>Bytes that are no JSON.</summary>
    Bytes,
}

/// <summary>A part of a whole.</summary>
/// <param name="Kind">What its data is.</param>
/// <param name="Data">The data, without the quotes or brackets around it.</param>
public readonly record struct WholePiece(WholeDataKind Kind, ReadOnlyMemory<byte> Data)
{
    /// <summary>The part that a publication brings.</summary>
    public static WholePiece Of(Publication publication)
    {
        ArgumentNullException.ThrowIfNull(publication);
        var kind = WholeData.KindOf(publication.Data.Span, publication.IsJson);
        return new WholePiece(kind, WholeData.Unwrap(publication.Data, kind));
    }
}

/// <summary>Joins data: strings to strings, arrays to arrays, bytes to bytes. Without what stands around them, which is put back when a whole is read, all are joined by putting one behind the other.</summary>
public static class WholeData
{
    private static readonly byte[] _comma = ","u8.ToArray();

    /// <summary>What data is.</summary>
    /// <param name="data">JSON, or any bytes.</param>
    /// <param name="isJson">Whether it is JSON.</param>
    public static WholeDataKind KindOf(ReadOnlySpan<byte> data, bool isJson)
    {
        if (!isJson)
        {
            return WholeDataKind.Bytes;
        }

        var json = data.TrimStart(Blanks);
        return json.IsEmpty ? WholeDataKind.Other : json[0] switch
        {
            (byte)'"' => WholeDataKind.Text,
            (byte)'[' => WholeDataKind.List,
            _ => WholeDataKind.Other,
        };
    }

    /// <summary>Data without the quotes or brackets around it.</summary>
    /// <param name="data">The data.</param>
    /// <param name="kind">What it is.</param>
    public static ReadOnlyMemory<byte> Unwrap(ReadOnlyMemory<byte> data, WholeDataKind kind)
        => kind is WholeDataKind.Text ? data.Trim(Blanks)[1..^1] : kind is WholeDataKind.List ? data.Trim(Blanks)[1..^1].Trim(Blanks) : data;

    /// <summary>What stands between two parts: a comma in arrays, unless one is empty.</summary>
    /// <param name="kind">What the data is.</param>
    /// <param name="size">The bytes that are there.</param>
    /// <param name="piece">The bytes that come.</param>
    public static ReadOnlySpan<byte> Between(WholeDataKind kind, long size, ReadOnlySpan<byte> piece)
        => kind == WholeDataKind.List && size > 0 && !piece.IsEmpty ? _comma : default;

    /// <summary>Data with the quotes or brackets around it.</summary>
    /// <param name="parts">The parts, in order, without them.</param>
    /// <param name="kind">What it is.</param>
    public static byte[] Wrap(IReadOnlyList<ReadOnlyMemory<byte>> parts, WholeDataKind kind)
    {
        ArgumentNullException.ThrowIfNull(parts);
        var edge = kind is WholeDataKind.Text or WholeDataKind.List ? 1 : 0;
        var length = edge * 2;
        for (var i = 0; i < parts.Count; i++)
        {
            length += parts[i].Length;
        }

        var whole = new byte[length];
        var at = edge;
        for (var i = 0; i < parts.Count; i++)
        {
            parts[i].Span.CopyTo(whole.AsSpan(at));
            at += parts[i].Length;
        }

        if (edge > 0)
        {
            (whole[0], whole[^1]) = kind == WholeDataKind.Text ? ((byte)'"', (byte)'"') : ((byte)'[', (byte)']');
        }

        return whole;
    }

    private static ReadOnlySpan<byte> Blanks => " \t\r\n"u8;
}
