using Microsoft.AspNetCore.Http;
using Switchboard.Transports.WebSockets;
using Xunit;

namespace Switchboard.Tests.Transports.WebSockets;

/// <summary>Which offers of compression are accepted (RFC 7692, section 5).</summary>
public sealed class MessageCompressionTests
{
    private const string Answer = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

    [Theory]
    [InlineData("permessage-deflate", Answer)]
    [InlineData("permessage-deflate; client_max_window_bits", Answer)]
    [InlineData("Permessage-Deflate ; CLIENT_MAX_WINDOW_BITS = \"10\" ; server_no_context_takeover;client_no_context_takeover", Answer)]
    [InlineData("permessage-deflate; server_max_window_bits=15", Answer + "; server_max_window_bits=15")]
    [InlineData("permessage-deflate; server_max_window_bits=10, permessage-deflate", Answer)]
    [InlineData("x-other; a=1, permessage-deflate", Answer)]
    [InlineData("", null)]
    [InlineData("x-webkit-deflate-frame", null)]
    [InlineData("permessage-deflate; server_max_window_bits=10", null)]
    [InlineData("permessage-deflate; server_max_window_bits", null)]
    [InlineData("permessage-deflate; client_max_window_bits=16", null)]
    [InlineData("permessage-deflate; client_max_window_bits=7", null)]
    [InlineData("permessage-deflate; client_max_window_bits=x", null)]
    [InlineData("permessage-deflate; server_no_context_takeover=1", null)]
    [InlineData("permessage-deflate; unknown", null)]
    [InlineData("permessage-deflate; client_max_window_bits; client_max_window_bits", null)]
    [InlineData("a, a, a, a, a, a, a, a, permessage-deflate", null)]
    public void TryAgree_Offer_IsAnswered(string offer, string? expected)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.SecWebSocketExtensions = offer;

        Assert.Equal(expected is not null, MessageCompression.TryAgree(context));
        Assert.Equal(expected ?? "", context.Response.Headers.SecWebSocketExtensions.ToString());
    }
}
