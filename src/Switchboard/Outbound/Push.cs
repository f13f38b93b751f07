namespace Switchboard.Outbound;

/// <summary>Something that the server tells connections unasked. Encoded once for each wire format, when the first of its receivers needs it.</summary>
/// <remarks>A push to several connections is only touched under the lock of its channel.</remarks>
internal abstract class Push(string channel)
{
    private WireFormat? _firstFormat;
    private OutboundFrame _firstFrame;
    private List<(WireFormat Format, OutboundFrame Frame)>? _others;

    /// <summary>The channel that it is about; empty when it is about the connection.</summary>
    public string Channel { get; } = channel;

    /// <summary>The frame for receivers of one format.</summary>
    public OutboundFrame FrameFor(WireFormat format)
    {
        if (ReferenceEquals(format, _firstFormat))
        {
            return _firstFrame;
        }

        if (_firstFormat is null)
        {
            _firstFrame = format.Encode(this);
            _firstFormat = format;
            return _firstFrame;
        }

        return OtherFrameFor(format);
    }

    private OutboundFrame OtherFrameFor(WireFormat format)
    {
        _others ??= [];
        foreach (var (known, encoded) in _others)
        {
            if (ReferenceEquals(known, format))
            {
                return encoded;
            }
        }

        var frame = format.Encode(this);
        _others.Add((format, frame));
        return frame;
    }
}
