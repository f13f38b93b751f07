using System.Buffers;
using Microsoft.AspNetCore.Http;
using Switchboard.Outbound;
using Switchboard.Transports;
using Switchboard.Transports.WebSockets;
using Switchboard.Wire.SocketIo;

namespace Switchboard.Protocols.EngineIo;

/// <content>Answers the client's requests.</content>
internal sealed partial class PollingTransport
{
    private const string Text = "text/plain; charset=UTF-8";
    private const string OctetStream = "application/octet-stream";

    // What clients in Python take in one answer, unless told otherwise.
    private const int MaxPackets = 16;

    /// <summary>Answers a poll as soon as there is something to tell.</summary>
    public async Task PollAsync(HttpContext context)
    {
        if (!TryEnter(out var something))
        {
            session.Fail(CloseCodes.BadRequest);
            await EngineIoError.BadRequest.WriteAsync(context);
            return;
        }

        using (context.RequestAborted.UnsafeRegister(static state => ((PollingTransport)state!).Cut(), this))
        {
            await something;
        }

        // The client may send its next poll as soon as it has the answer: this one ends before.
        var frames = Take();
        await AnswerAsync(context, frames);
        if (IsClose(frames.Span) || IsOver())
        {
            Cut();
        }
    }

    /// <summary>Takes what the client sends.</summary>
    public async Task PostAsync(HttpContext context)
    {
        if (!TryBeginPost(out var isAtFault))
        {
            if (isAtFault)
            {
                session.Fail(CloseCodes.BadRequest);
            }

            await EngineIoError.BadRequest.WriteAsync(context);
            return;
        }

        bool isTaken;
        try
        {
            isTaken = await ReceiveAsync(context);
        }
        finally
        {
            // Before the answer, behind which the next may come at once.
            EndPost();
        }

        if (isTaken)
        {
            context.Response.ContentType = "text/html";
            await context.Response.WriteAsync("ok", CancellationToken.None);
        }
    }

    private bool TryBeginPost(out bool isAtFault)
    {
        lock (_lock)
        {
            isAtFault = _isPosting;
            if (_isPosting || _isChanging)
            {
                return false;
            }

            _isPosting = true;
            return true;
        }
    }

    private void EndPost()
    {
        lock (_lock)
        {
            _isPosting = false;
            _posted?.TrySetResult();
        }
    }

    /// <summary>Reads and handles the body. False where the request has been answered.</summary>
    private async Task<bool> ReceiveAsync(HttpContext context)
    {
        var limits = session.Connection.Limits;
        if (await RequestBody.TryReadAsync(context, limits.MessageBytes, limits.UnauthenticatedTime, session.Server.Services.Time, isStatusAlone: true) is not { } body)
        {
            // Its status tells the client why: a poll that waits is answered with nothing, or its close would be what the client reports.
            session.FailSilently(context.Response.StatusCode == StatusCodes.Status413PayloadTooLarge ? CloseCodes.MessageTooBig : CloseCodes.ConnectionClosed);
            return false;
        }

        session.Server.Services.Metrics.ReceivedBytes.Add(body.Length);
        var isBinary = context.Request.ContentType?.StartsWith(OctetStream, StringComparison.OrdinalIgnoreCase) == true;
        if (!await ReceiveAsync(new EngineIoPayloadReader(session.Version, body, isBinary)))
        {
            session.Fail(CloseCodes.BadRequest);
            await EngineIoError.BadRequest.WriteAsync(context);
            return false;
        }

        return true;
    }

    private async ValueTask<bool> ReceiveAsync(EngineIoPayloadReader reader)
    {
        var pending = ValueTask.CompletedTask;
        var isMore = true;
        while (isMore && session.Connection.IsOpen)
        {
            // What the packets cause goes out together.
            using (DrainBatch.Begin())
            {
                while (pending.IsCompletedSuccessfully && session.Connection.IsOpen && (isMore = reader.TryRead(out var packet)))
                {
                    pending = session.HandleAsync(packet);
                }
            }

            await pending;
            pending = ValueTask.CompletedTask;
        }

        if (!session.Connection.IsOpen)
        {
            CutIfLeft(ref reader);
        }

        return !reader.IsMalformed;
    }

    /// <summary>Ends a session that is closing where its client leaves in turn: it does not come for what is left.</summary>
    private void CutIfLeft(ref EngineIoPayloadReader reader)
    {
        while (reader.TryRead(out var packet))
        {
            if (packet.Type == EngineIoPacketType.Close && !IsPolled)
            {
                Cut();
            }
        }
    }

    /// <summary>Begins to wait for something to tell. False where another poll does already.</summary>
    private bool TryEnter(out Task something)
    {
        something = Task.CompletedTask;
        lock (_lock)
        {
            if (_isPolled)
            {
                return false;
            }

            _isPolled = true;
            if (_waiting is null && !_isProbing && !_isChanging && !_isEnding && !_isEnded)
            {
                _poll = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                something = _poll.Task;
            }

            return true;
        }
    }

    /// <summary>Ends a poll, and takes what it is answered with: whole packets, as many as clients take at once.</summary>
    private ReadOnlyMemory<byte> Take()
    {
        lock (_lock)
        {
            _isPolled = false;
            _poll = null;
            var frames = _waiting?.WrittenMemory ?? default;
            var length = LengthOfAnswer(frames.Span);
            _waiting = null;
            if (length < frames.Length)
            {
                _waiting = new ArrayBufferWriter<byte>(frames.Length - length);
                _waiting.Write(frames.Span[length..]);
            }

            _room?.TrySetResult();
            return frames[..length];
        }
    }

    /// <summary>How much of what waits goes into one answer: at least a packet, and a close alone.</summary>
    /// <remarks>A client that finds the close behind messages closes before it has handled them.</remarks>
    private static int LengthOfAnswer(ReadOnlySpan<byte> frames)
    {
        var rest = frames;
        var taken = 0;
        for (var packets = 0; packets < MaxPackets && ServerFrames.TryRead(ref rest, out var opcode, out _); packets++)
        {
            var length = frames.Length - rest.Length;
            if (packets > 0 && (opcode == WebSocketOpcode.Close || length > BufferBytes))
            {
                break;
            }

            taken = length;
        }

        return taken;
    }

    private static bool IsClose(ReadOnlySpan<byte> frames) => ServerFrames.TryRead(ref frames, out var opcode, out _) && opcode == WebSocketOpcode.Close;

    /// <summary>Whether nothing is left to tell the client of a session that has ended.</summary>
    private bool IsOver()
    {
        lock (_lock)
        {
            return !_isPolled && !_isChanging && _next is null && !session.Connection.IsOpen
                && ((session.IsForgotten && !_isProbing) || (_waiting is null && session.Connection.Outbound.Ended.IsCompleted));
        }
    }

    private async Task AnswerAsync(HttpContext context, ReadOnlyMemory<byte> frames)
    {
        var isBinary = session.Version == EngineIoVersion.V3 && !wantsText && HasBinary(frames.Span);
        var payload = new EngineIoPayloadWriter(session.Version, isBinary);
        WritePackets(payload, frames.Span);
        var response = context.Response;
        response.ContentType = isBinary ? OctetStream : Text;
        response.ContentLength = payload.Body.Length;
        response.Headers.CacheControl = "no-store";
        try
        {
            await response.BodyWriter.WriteAsync(payload.Body, CancellationToken.None);
        }
        catch (Exception exception) when (ClientDisconnect.IsCauseOf(exception))
        {
            Cut();
        }
    }

    private static bool HasBinary(ReadOnlySpan<byte> frames)
    {
        while (ServerFrames.TryRead(ref frames, out var opcode, out _))
        {
            if (opcode == WebSocketOpcode.Binary)
            {
                return true;
            }
        }

        return false;
    }

    private static void WritePackets(EngineIoPayloadWriter payload, ReadOnlySpan<byte> frames)
    {
        if (frames.IsEmpty)
        {
            payload.AddText("6"u8);
        }

        while (ServerFrames.TryRead(ref frames, out var opcode, out var packet))
        {
            switch (opcode)
            {
                case WebSocketOpcode.Text:
                    payload.AddText(packet);
                    break;
                case WebSocketOpcode.Binary:
                    payload.AddBinary(packet);
                    break;
                case WebSocketOpcode.Close:
                    payload.AddText("1"u8);
                    break;
            }
        }
    }
}
