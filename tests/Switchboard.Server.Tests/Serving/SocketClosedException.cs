namespace Switchboard.Server.Tests.Serving;

/// <summary>The server has closed the connection.</summary>
internal sealed class SocketClosedException(string message) : Exception(message);
