namespace Switchboard.Configuration;

/// <summary>The channel <c>#&lt;user&gt;</c> that each user's connections are subscribed to by the server.</summary>
public sealed class InboxOptions
{
    /// <summary>Whether users have one.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The namespace it is in: <c>notices</c> makes it <c>notices:#42</c>. Empty is the default namespace.</summary>
    public string Namespace { get; set; } = "";
}
