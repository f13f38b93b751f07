namespace Switchboard.Client;

/// <summary>Gives a client what it shows to the hub, each time it connects or its connection's time is nearly over.</summary>
public interface ICredentialProvider
{
    /// <summary>Gets a credential. Called for one purpose at a time; an exception makes the client try again later.</summary>
    /// <param name="request">What it is for.</param>
    /// <param name="cancellationToken">Cancelled when it is no longer wanted.</param>
    /// <returns>The credential; null where this user may not connect any more, which ends the connecting.</returns>
    ValueTask<Credential?> GetAsync(CredentialRequest request, CancellationToken cancellationToken);
}
