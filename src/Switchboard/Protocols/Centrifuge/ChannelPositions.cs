using Switchboard.Wire.Centrifuge;

namespace Switchboard.Protocols.Centrifuge;

/// <summary>Where a one-way client is in the channels that it can resume. Follows what the client is told.</summary>
internal sealed class ChannelPositions
{
    private readonly Dictionary<string, KeyValuePair<ulong, Position>> _positions = new(StringComparer.Ordinal);
    private string? _token;

    /// <summary>All positions, as the client hands them back.</summary>
    public string Token => _token ??= PositionToken.Write(_positions.Values);

    /// <summary>Follows a push that is about to be sent.</summary>
    public void Follow(CentrifugePush push)
    {
        switch (push)
        {
            case ConnectPush { Reply.Subscriptions: { } subscriptions }:
                foreach (var (channel, reply) in subscriptions)
                {
                    // What was missed is in the same event.
                    Begin(channel, reply.Recoverable, reply.EndPosition);
                }

                break;
            case SubscribePush begun:
                Begin(begun.Channel, begun.Recoverable, begun.Position);
                break;
            case PublicationPush { Publication: { HasPosition: true } publication } arrived:
                Advance(arrived.Channel, new Position(publication.Offset, publication.Epoch));
                break;
            case UnsubscribePush ended when _positions.Remove(ended.Channel):
                _token = null;
                break;
        }
    }

    private void Begin(string channel, bool recoverable, Position position)
    {
        if (recoverable && PositionToken.Fits(position.Epoch) && _positions.Count < PositionToken.MaxChannels)
        {
            _positions[channel] = KeyValuePair.Create(PositionToken.KeyOf(channel), position);
            _token = null;
        }
    }

    private void Advance(string channel, Position position)
    {
        if (_positions.TryGetValue(channel, out var known) && PositionToken.Fits(position.Epoch))
        {
            _positions[channel] = KeyValuePair.Create(known.Key, position);
            _token = null;
        }
    }
}
