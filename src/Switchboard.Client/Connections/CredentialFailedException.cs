namespace Switchboard.Client.Connections;

/// <summary>The application's credential provider threw.</summary>
internal sealed class CredentialFailedException(Exception innerException) : Exception("The credential provider failed.", innerException);
