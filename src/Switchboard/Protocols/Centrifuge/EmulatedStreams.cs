using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Switchboard.Transports.Streams;

namespace Switchboard.Protocols.Centrifuge;

/// <summary>Serves connections whose answers stream in one response and whose commands come in requests of their own.</summary>
internal sealed class EmulatedStreams(CentrifugeContext centrifuge, EmulatedSessions sessions)
{
    private const int SecretBytes = 16;

    /// <summary>Serves a connection until it ends.</summary>
    /// <param name="context">The request that began it.</param>
    /// <param name="transport">The transport's name.</param>
    /// <param name="format">How it is answered.</param>
    /// <param name="commands">Its first commands.</param>
    public async Task RunAsync(HttpContext context, string transport, StreamFormat format, ReadOnlyMemory<byte> commands)
    {
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        var info = CentrifugeProtocol.Info(transport, format.CarriesBinary, context);
        var connection = centrifuge.Manager.Open(info, format, secret, answersPings: true);
        using var response = new StreamTransport(context, connection);
        var session = new EmulatedSession(new CentrifugeSession(connection, format.Codec, format, centrifuge));
        session.TryTake(commands);
        sessions.Add(secret, session);
        var handling = session.RunAsync();
        try
        {
            await response.RunAsync(format.ContentType);
        }
        finally
        {
            sessions.Remove(secret);
            session.Complete();
            centrifuge.Manager.Forget(connection);
        }

        await handling;
    }
}
