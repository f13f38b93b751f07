using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Switchboard.Transports.Sockets;

/// <summary>Writes the head of an answer (RFC 9112, section 4).</summary>
internal static class ResponseHead
{
    /// <summary>The bytes of a response's status and headers.</summary>
    public static byte[] Encode(HttpResponse response)
    {
        var text = new StringBuilder("HTTP/1.1 ").Append(response.StatusCode).Append(' ').Append(ReasonPhrases.GetReasonPhrase(response.StatusCode)).Append("\r\n");
        foreach (var (name, values) in response.Headers)
        {
            foreach (var value in values)
            {
                text.Append(name).Append(": ").Append(value).Append("\r\n");
            }
        }

        return Encoding.ASCII.GetBytes(text.Append("\r\n").ToString());
    }
}
