namespace Switchboard.Client;

/// <summary>A client's wish for a credential.</summary>
/// <param name="Purpose">What it is for.</param>
/// <param name="WasExpired">Whether the hub found the one given last expired: a cached one is of no use then.</param>
public sealed record CredentialRequest(CredentialPurpose Purpose, bool WasExpired);
