using System.Text;

namespace Switchboard;

/// <summary>Reads CSV files as text, for <see cref="BoardDefinition.Csv"/>.</summary>
public static class BoardCsvText
{
    private const int WesternEuropean = 1252;
    private const int PortionBytes = 65_536;

    private static readonly UTF8Encoding _utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file: as its byte order mark says, else as UTF-8, and what is none as Windows-1252, which has Latin-1 in it.</summary>
    /// <param name="stream">The file, from where it stands to its end.</param>
    /// <param name="maxBytes">The most bytes that are read.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SwitchboardException">It is larger (106).</exception>
    public static async Task<string> ReadAsync(Stream stream, int maxBytes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var content = new MemoryStream();
        var portion = new byte[PortionBytes];
        int read;
        while ((read = await stream.ReadAsync(portion, cancellationToken).ConfigureAwait(false)) > 0)
        {
            if (content.Length + read > maxBytes)
            {
                throw new SwitchboardException(ErrorCodes.LimitExceeded with
                {
                    Message = $"{ErrorCodes.LimitExceeded.Message}: the file has more than {maxBytes} bytes",
                    Details = new ErrorDetails { Field = "csv", Limit = maxBytes },
                });
            }

            content.Write(portion, 0, read);
        }

        return Decode(content.GetBuffer().AsSpan(0, (int)content.Length));
    }

    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        switch (bytes)
        {
            case [0xEF, 0xBB, 0xBF, ..]:
                return Encoding.UTF8.GetString(bytes[3..]);
            case [0xFF, 0xFE, ..]:
                return Encoding.Unicode.GetString(bytes[2..]);
            case [0xFE, 0xFF, ..]:
                return Encoding.BigEndianUnicode.GetString(bytes[2..]);
        }

        try
        {
            return _utf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(WesternEuropean)!.GetString(bytes);
        }
    }
}
