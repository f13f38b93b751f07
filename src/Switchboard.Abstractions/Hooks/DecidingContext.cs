namespace Switchboard;

/// <summary>A question to <see cref="IDecidingHooks"/>, which takes the answer. Not safe for concurrent use.</summary>
public abstract class DecidingContext
{
    /// <summary>Who asks.</summary>
    public required ConnectionDetails Connection { get; init; }

    /// <summary>Reads a header of the HTTP request that began the connection, such as <c>Cookie</c>; null where it is absent. Only while the hook decides, and not about renewals.</summary>
    public Func<string, string?> Header { get; init; } = static _ => null;

    /// <summary>The error to answer with; null while nobody denied, or where <see cref="CloseCode"/> says more.</summary>
    public ErrorCode? Error { get; private set; }

    /// <summary>What to close the connection with; null to leave it open.</summary>
    public CloseCode? CloseCode { get; private set; }

    /// <summary>Whether a hook denied. No further one is asked.</summary>
    public bool IsDenied => Error is not null || CloseCode is not null;

    /// <summary>Denies with an error.</summary>
    /// <param name="error">An error of the catalogue, or one of your own (400 to 1999); null for <see cref="ErrorCodes.PermissionDenied"/>.</param>
    public void Deny(ErrorCode? error = null) => Error = error ?? ErrorCodes.PermissionDenied;

    /// <summary>Denies by closing the connection.</summary>
    /// <param name="code">A code of the catalogue, or one of your own: from 4000 the client comes back, from 4500 it stays away.</param>
    public void Disconnect(CloseCode code)
    {
        ArgumentNullException.ThrowIfNull(code);
        CloseCode = code;
    }
}

/// <summary>A question about a permission.</summary>
public abstract class PermissionContext : DecidingContext
{
    /// <summary>
    /// Whether tokens and namespaces leave the decision to the hooks: it is no unless one calls <see cref="Allow"/>. Where this is
    /// false it is yes already, unless one denies.
    /// </summary>
    public bool IsUndecided { get; init; }

    /// <summary>Whether a hook said yes.</summary>
    public bool IsAllowed { get; private set; }

    /// <summary>Says yes to what is undecided.</summary>
    public void Allow() => IsAllowed = true;
}
