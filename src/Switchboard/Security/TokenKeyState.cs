namespace Switchboard.Security;

/// <summary>The keys in force at one moment.</summary>
/// <param name="Keys">What the configuration says.</param>
/// <param name="Fetched">The keys of the configured address; null without one.</param>
internal sealed record TokenKeyState(TokenKeys Keys, JwksCache? Fetched);
