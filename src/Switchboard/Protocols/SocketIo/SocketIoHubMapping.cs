using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Switchboard.Channels;
using Switchboard.Commands.Maps;
using Switchboard.Commands.Subscribe;
using Switchboard.Outbound;
using Switchboard.Protocols.Centrifuge;
using Switchboard.Timing;
using Switchboard.Wire.Centrifuge;
using Switchboard.Wire.SocketIo;

namespace Switchboard.Protocols.SocketIo;

/// <summary>Results and pushes as events of Socket.IO.</summary>
internal static class SocketIoHubMapping
{
    private static readonly JsonWriterOptions _options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static ClientPublish ToRequest(HubPublish publish, ReadOnlyMemory<byte>? binary)
    {
        var options = new PublishOptions
        {
            Event = publish.Event,
            Tags = publish.Tags,
            SkipHistory = publish.SkipHistory,
            IdempotencyKey = publish.IdempotencyKey,
            Version = publish.Version,
            VersionEpoch = publish.VersionEpoch,
        };
        return binary is { } bytes ? new ClientPublish(publish.Channel, bytes, IsCheckedJson: false, options, IsBinary: true)
            : publish.Base64Data.IsEmpty ? new ClientPublish(publish.Channel, publish.Data, IsCheckedJson: true, options)
            : new ClientPublish(publish.Channel, publish.Base64Data, IsCheckedJson: false, options);
    }

    /// <summary>The wish to subscribe; null where its filter is not well formed.</summary>
    public static SubscribeRequest? ToRequest(HubRequest request, WireFormat? format)
    {
        var filter = TagFilterCompiler.Compile(request.Filter);
        return request.Filter is not null && filter is null ? null : new SubscribeRequest(request.Channel)
        {
            Token = request.Token,
            RecoverSince = request.Recover ? request.Position : null,
            RejectUnrecovered = (request.Flags & SubscribeCommand.RejectUnrecovered) != 0,
            WantsPosition = true,
            WantsJoinLeave = request.JoinLeave,
            Format = format,
            Data = request.Data,
            Filter = filter,
        };
    }

    /// <summary>The step into a map channel; null where its filter is not well formed.</summary>
    public static SubscribeRequest? ToMapRequest(HubRequest request, WireFormat? format)
    {
        var wantsChanges = request.Phase == MapPhase.Stream || (request.Phase == MapPhase.Live && request.Recover && request.Cursor.Length == 0);
        return ToRequest(request, format) is not { } wish ? null : wish with
        {
            RecoverSince = wantsChanges ? wish.RecoverSince : null,
            Map = new MapSubscribe
            {
                WantsChanges = wantsChanges,
                Cursor = request.Cursor,
                Limit = request.Limit,
                Ascending = request.Ascending,
                Position = request.Position,
            },
        };
    }

    /// <summary>A step into a map channel.</summary>
    /// <param name="step">The step.</param>
    /// <param name="state">Its entries.</param>
    /// <param name="changes">Its changes.</param>
    public static HubSubscription ToWire(MapStep step, HubPublications state, HubPublications changes)
    {
        if (step.Live is not { } live)
        {
            var phase = step.Phase == MapStepPhase.State ? MapPhase.State : MapPhase.Stream;
            return new HubSubscription { Start = step.Position, Missed = changes, State = state, Phase = phase, Cursor = step.Cursor };
        }

        return ToWire(live, changes) with { Start = live.Top, Recovered = step.Recovered, State = state, Phase = MapPhase.Live };
    }

    public static HubSubscription ToWire(SubscriptionStart result, HubPublications missed) => new()
    {
        Start = result.Start,
        Missed = missed,
        Recovered = result.Recovered,
        Recoverable = result.IsRecoverable,
        Positioned = result.IsPositioned,
        TimeToLiveSeconds = new Lifetime(result.TimeToLive).Seconds,
        Data = result.Data,
    };

    public static void Write(IBufferWriter<byte> output, CallInvoked call) => Write(output, writer =>
    {
        writer.WriteString("id", call.Id);
        CallFields.Write(writer, call);
    });

    public static void Write(IBufferWriter<byte> output, CallCancelled call) => Write(output, writer => writer.WriteString("id", call.Id));

    public static void Write(IBufferWriter<byte> output, CallProgressed call) => Write(output, writer =>
    {
        writer.WriteString("id", call.Id);
        writer.WritePropertyName("progress");
        writer.WriteRawValue(call.Data.Span, skipInputValidation: true);
    });

    public static void Write(IBufferWriter<byte> output, Lifetime lifetime) => Write(output, writer =>
    {
        writer.WriteBoolean("expires", lifetime.Expires);
        writer.WriteNumber("ttl", lifetime.Seconds);
    });

    private static void Write(IBufferWriter<byte> output, Action<Utf8JsonWriter> write)
    {
        using var writer = new Utf8JsonWriter(output, _options);
        writer.WriteStartObject();
        write(writer);
        writer.WriteEndObject();
    }
}
