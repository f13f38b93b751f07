namespace Switchboard.Client;

/// <summary>What a credential is wanted for.</summary>
public enum CredentialPurpose
{
    /// <summary>To connect.</summary>
    Connect,

    /// <summary>To go on with a connection whose time is nearly over.</summary>
    Refresh,
}
