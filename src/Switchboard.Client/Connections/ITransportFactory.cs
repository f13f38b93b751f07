namespace Switchboard.Client.Connections;

/// <summary>Makes connections.</summary>
internal interface ITransportFactory
{
    /// <summary>Connects, and returns once frames can be sent and received.</summary>
    Task<IClientTransport> ConnectAsync(CancellationToken cancellationToken);
}
