using Switchboard.Configuration;

namespace Switchboard.Commands;

/// <summary>How large answers may be: for clients, or for services.</summary>
internal static class ReplyBounds
{
    /// <summary>About how many bytes of publications, presence or messages one answer to somebody has.</summary>
    public static int ReplyBytesFor(this SwitchboardSettings current, Principal principal)
        => principal.Kind == PrincipalKind.Service ? current.Api.MaxReplyBytes : current.Limits.ReplyBytes;
}
