using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Switchboard.Server.Tests.CommandLine;

/// <summary>Ports for programs that must be told theirs before they start.</summary>
internal static class UnusedPort
{
    // Below the ports that systems hand out by themselves: nobody who asks for any port gets it in between.
    private const int First = 20_000;
    private const int End = 30_000;

    /// <summary>A port of loopback at which nothing listens.</summary>
    public static int Find()
    {
        while (true)
        {
            var port = RandomNumberGenerator.GetInt32(First, End);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // Taken: another one.
            }
        }
    }
}
