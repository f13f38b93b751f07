using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Switchboard.Names;
using Switchboard.Transports;

namespace Switchboard.Identity.Pages;

/// <summary>What a form of a page sent.</summary>
internal sealed class PageForm
{
    private const int MaxBytes = 16_384;
    private const int MaxFields = 20;

    private static readonly TimeSpan _time = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, StringValues> _fields;

    private PageForm(Dictionary<string, StringValues> fields, bool isFromOwnPage) => (_fields, IsFromOwnPage) = (fields, isFromOwnPage);

    /// <summary>Whether nothing says that a page of another origin sent it.</summary>
    public bool IsFromOwnPage { get; }

    /// <summary>A field; empty where it is absent.</summary>
    public string this[string name] => _fields.GetValueOrDefault(name).ToString();

    /// <summary>Reads the form of a request, or answers it; null where it is answered. The bytes are wiped.</summary>
    public static async ValueTask<PageForm?> TryReadAsync(HttpContext context, TimeProvider clock)
    {
        if (await RequestBody.TryReadAsync(context, MaxBytes, _time, clock) is not { } body)
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(body.Span);
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsMemory(body).Span);
        try
        {
            using var reader = new FormReader(text) { ValueCountLimit = MaxFields };
            var fields = context.Request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true ? reader.ReadForm() : [];
            if (context.Request.Headers["X-CSRF-Token"] is [{ Length: > 0 } mark])
            {
                fields["csrf"] = mark;
            }

            return new PageForm(fields, IsOwn(context.Request));
        }
        catch (InvalidDataException)
        {
            await Refusal.WriteAsync(context, StatusCodes.Status400BadRequest, ErrorCodes.BadRequest, "The form has too many fields, or too large ones.");
            return null;
        }
    }

    private static bool IsOwn(HttpRequest request)
    {
        var isNamedOwn = request.Headers.Origin is []
            || (request.Headers.Origin is [{ } text] && Origin.TryParse(text, out var origin) && Origin.TryParse($"{request.Scheme}://{request.Host.Value}", out var own) && origin == own);
        return isNamedOwn && request.Headers["Sec-Fetch-Site"].ToString() is ("" or "same-origin" or "none");
    }
}
