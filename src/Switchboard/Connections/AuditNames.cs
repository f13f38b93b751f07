namespace Switchboard.Connections;

/// <summary>How the audit names who did something.</summary>
internal static class AuditActors
{
    /// <summary>The name of a principal.</summary>
    public static string Of(Principal principal) => principal.Kind switch
    {
        PrincipalKind.User => $"user:{principal.UserId}",
        PrincipalKind.Device => $"device:{principal.UserId}",
        PrincipalKind.Service => "server",
        _ => "anonymous",
    };
}

/// <summary>How the audit names why something was refused.</summary>
internal static class AuditResults
{
    /// <summary>The reason of an error, or its text without particulars.</summary>
    public static string Of(ErrorCode error) => error.Details is { Reason.Length: > 0 } details ? details.Reason : WordOf(error.Message);

    /// <summary>The reason of a close.</summary>
    public static string Of(CloseCode close) => WordOf(close.Reason);

    private static string WordOf(string text)
    {
        var end = text.AsSpan().IndexOfAny(':', '(');
        return end < 0 ? text : text[..end].TrimEnd();
    }
}
