using System.Text;
using Switchboard.Outbound;

namespace Switchboard.Tests.Support;

/// <summary>A wire that people can read, one line a message.</summary>
internal sealed class TextFormat() : WireFormat(TextFraming.Instance)
{
    public static TextFormat Instance { get; } = new();

    public override bool CarriesBinary => false;

    public override OutboundFrame? Ping { get; } = TextFraming.Frame("ping");

    public override OutboundFrame Encode(Push push) => TextFraming.Frame(push switch
    {
        PublicationArrived { Publication: { HasPosition: true } publication } => $"pub {push.Channel} {publication.Offset} {Text(publication.Data)}",
        PublicationArrived arrived => $"pub {push.Channel} {Text(arrived.Publication.Data)}",
        ClientJoined joined => $"join {push.Channel} {joined.Client.User}",
        ClientLeft left => $"leave {push.Channel} {left.Client.User}",
        SubscriptionStarted started => $"sub {push.Channel} {started.Start.Start.Offset}",
        SubscriptionEnded ended => $"unsub {push.Channel} {ended.Code.Code}",
        CallInvoked call => $"call {call.Id} {call.Method} {call.DeadlineMilliseconds} {Text(call.Data)}",
        CallCancelled call => $"cancel {call.Id}",
        CallProgressed call => $"progress {call.Id} {Text(call.Data)}",
        ExpiryChanged => "refresh",
        _ => throw new ArgumentOutOfRangeException(nameof(push), push, "Unknown push."),
    });

    public override OutboundFrame EncodeClose(CloseCode code) => TextFraming.Frame($"close {code.Code}");

    private static string Text(ReadOnlyMemory<byte> data) => Encoding.UTF8.GetString(data.Span);
}
