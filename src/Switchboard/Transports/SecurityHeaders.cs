using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Switchboard.Transports;

/// <summary>The headers by which a browser keeps an answer from becoming anything but what it is.</summary>
internal static class SecurityHeaders
{
    private static readonly StringValues _nothing = "default-src 'none'; frame-ancestors 'none'";
    private static readonly StringValues _noSniff = "nosniff";
    private static readonly StringValues _deny = "DENY";
    private static readonly StringValues _noReferrer = "no-referrer";
    private static readonly StringValues _sameOrigin = "same-origin";
    private static readonly StringValues _noStore = "no-store";

    /// <summary>Sets those of an answer that is data: nothing in it is run, shown in a frame, or kept. A page says what it needs behind it.</summary>
    public static void Set(HttpResponse response)
    {
        var headers = response.Headers;
        headers[HeaderNames.ContentSecurityPolicy] = _nothing;
        headers[HeaderNames.XContentTypeOptions] = _noSniff;
        headers[HeaderNames.XFrameOptions] = _deny;
        headers["Referrer-Policy"] = _noReferrer;
        headers["Cross-Origin-Opener-Policy"] = _sameOrigin;

        // For what is fetched without CORS alone: pages of allowed origins, which fetch with it, go on.
        headers["Cross-Origin-Resource-Policy"] = _sameOrigin;
        headers[HeaderNames.CacheControl] = _noStore;
    }

    /// <summary>Whether a request's answer is to have them: not where it becomes a WebSocket, in which nothing of the answer is left.</summary>
    public static bool Concern(HttpRequest request) => request.Headers.Upgrade.Count == 0 && !HttpMethods.IsConnect(request.Method);
}
