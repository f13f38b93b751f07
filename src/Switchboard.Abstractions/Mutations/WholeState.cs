namespace Switchboard.Extensibility;

/// <summary>What has become of a publication of a mutable namespace.</summary>
public enum WholeState
{
    /// <summary>It was published at once. What is appended opens it.</summary>
    Complete,

    /// <summary>More will be appended.</summary>
    Open,

    /// <summary>Its writer has ended it.</summary>
    Ended,

    /// <summary>Its writer went away before the end.</summary>
    Broken,

    /// <summary>It was deleted. Nobody reads it; its id is not given again as long as it would have been kept.</summary>
    Deleted,
}

/// <summary>What changes of a publication are held against.</summary>
/// <param name="State">What has become of it.</param>
/// <param name="Kind">What its data is.</param>
/// <param name="Size">How many bytes of data it has, without the quotes or brackets around it.</param>
/// <param name="Publisher">Who wrote it; null for a service.</param>
/// <param name="IsOverdue">Whether it is open and was not changed for too long.</param>
public readonly record struct WholeSummary(WholeState State, WholeDataKind Kind, long Size, ClientInfo? Publisher, bool IsOverdue)
{
    /// <summary>Whether somebody wrote it: as the same user, or on the same connection where there is no user.</summary>
    public bool IsOf(ClientInfo somebody)
    {
        ArgumentNullException.ThrowIfNull(somebody);
        return Publisher is { } publisher && publisher.User == somebody.User && (somebody.User.Length > 0 || publisher.Client == somebody.Client);
    }
}
