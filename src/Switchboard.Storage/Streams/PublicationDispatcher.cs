using Switchboard.Extensibility;

namespace Switchboard.Storage.Streams;

/// <summary>Hands publications of a commit to their sinks, as many as possible at once, in their order.</summary>
internal sealed class PublicationDispatcher
{
    private readonly List<ChannelPublication> _publications = [];
    private IPublicationSink? _sink;

    /// <summary>Takes one in.</summary>
    public void Add(IPublicationSink sink, ChannelPublication publication)
    {
        if (_sink != sink)
        {
            Flush();
            _sink = sink;
        }

        _publications.Add(publication);
    }

    /// <summary>Hands on what is left.</summary>
    public void Flush()
    {
        if (_publications.Count > 0)
        {
            _sink!.DeliverAll(_publications);
            _publications.Clear();
        }

        _sink = null;
    }
}
