namespace Switchboard.Transports;

/// <summary>Tells the exceptions by which the web server says that a client is gone.</summary>
internal static class ClientDisconnect
{
    /// <summary>Whether reading or writing failed because the connection was reset, cut, or completed by the server.</summary>
    public static bool IsCauseOf(Exception exception)
        => exception is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException;
}
