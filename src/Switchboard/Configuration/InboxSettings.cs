namespace Switchboard.Configuration;

/// <summary>The users' inboxes, frozen.</summary>
/// <param name="Enabled">Whether users have one.</param>
/// <param name="Namespace">The namespace it is in; empty is the default namespace.</param>
internal sealed record InboxSettings(bool Enabled, string Namespace);
