using Microsoft.AspNetCore.Http;
using Switchboard.Commands.Connect;
using Switchboard.Connections;
using Switchboard.Outbound;
using Switchboard.Results;
using Switchboard.Transports;
using Switchboard.Transports.Streams;

namespace Switchboard.Protocols.Centrifuge;

/// <summary>One client's one-way stream, from its connect request to its end.</summary>
internal sealed class UniSseStream(HttpContext context, CentrifugeContext centrifuge)
{
    private readonly UniSseFormat _format = new();

    /// <summary>Lets the client in and serves it until it ends, or answers with the status by which an EventSource gives up.</summary>
    public async Task RunAsync(ConnectRequest request)
    {
        var info = CentrifugeProtocol.Info("uni_sse", isProtobuf: false, context);
        var connection = centrifuge.Manager.Open(info, _format, session: "", answersPings: false);
        using var response = new StreamTransport(context, connection);
        try
        {
            if (await TryConnectAsync(connection, request))
            {
                await response.RunAsync(CentrifugeProtocol.EventStream);
            }
        }
        finally
        {
            centrifuge.Manager.Forget(connection);
        }
    }

    private async ValueTask<bool> TryConnectAsync(Connection connection, ConnectRequest request)
    {
        try
        {
            centrifuge.Metrics.Commands.Add(1);
            var outcome = await centrifuge.Manager.ConnectAsync(connection, request);
            if (!outcome.IsSuccess)
            {
                return await TryRefuseAsync(connection, outcome);
            }

            Begin(connection, outcome.Value!);
        }
        catch (Exception exception)
        {
            ConnectionLog.CommandFailed(centrifuge.Logger, exception, connection.Id, Guid.NewGuid().ToString("N")[..8]);
            connection.Close(CloseCodes.InternalError);
        }

        return true;
    }

    private void Begin(Connection connection, ConnectResult result)
    {
        using var batch = DrainBatch.Begin();
        lock (_format)
        {
            connection.Send(_format.EncodeConnect(ReplyMapping.ToWire(connection, result, centrifuge)));
        }

        centrifuge.Manager.Activate(connection, result);
    }

    // An EventSource comes back whenever a stream ends, and only stays away from a status other than 200. So what trying again cannot
    // mend is told by a status, and what it can by a stream that ends.
    private async ValueTask<bool> TryRefuseAsync(Connection connection, Result<ConnectResult> outcome)
    {
        if (outcome.Error is { } error)
        {
            centrifuge.Metrics.Rejected("connect", error);
        }

        var code = outcome.Close ?? (outcome.Error!.Temporary ? CloseCodes.InternalError : CloseCodes.InvalidToken);
        if (code.Reconnect || !connection.IsOpen)
        {
            connection.Close(code);
            return true;
        }

        connection.CloseSilently(code);
        var status = code.Code == CloseCodes.InvalidToken.Code ? StatusCodes.Status401Unauthorized : StatusCodes.Status403Forbidden;
        await Refusal.WriteAsync(context, status, outcome.Error ?? new ErrorCode(code.Code, code.Reason), outcome.Error?.Message ?? code.Reason);
        return false;
    }
}
