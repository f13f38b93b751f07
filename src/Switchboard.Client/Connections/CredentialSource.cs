using Microsoft.Extensions.Logging;
using Switchboard.Client.Configuration;
using Switchboard.Client.Diagnostics;

namespace Switchboard.Client.Connections;

/// <summary>Asks the application for credentials.</summary>
internal sealed class CredentialSource(ClientSettings settings, ILogger logger)
{
    /// <summary>Whether the hub found the last credential expired.</summary>
    public bool WasExpired { get; set; }

    /// <summary>Gets a credential; null where there will be none.</summary>
    /// <exception cref="CredentialFailedException">The provider threw.</exception>
    public async ValueTask<Credential?> GetAsync(CredentialPurpose purpose, CancellationToken cancellationToken)
    {
        if (settings.Credentials is null)
        {
            return Credential.None;
        }

        try
        {
            // A provider that ignores the token, or itself ends the connection, is not waited for.
            var task = settings.Credentials.GetAsync(RequestFor(purpose), cancellationToken).AsTask();
            return await task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            ClientLog.CredentialFailed(logger, exception);
            throw new CredentialFailedException(exception);
        }
    }

    private CredentialRequest RequestFor(CredentialPurpose purpose) => new(purpose, WasExpired)
    {
        Url = settings.Url,
        CreateInvoker = async cancellationToken => (await VerifiedHttp.CreateAsync(settings, cancellationToken).ConfigureAwait(false)).Invoker,
    };
}
