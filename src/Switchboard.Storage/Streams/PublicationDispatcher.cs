using System.Runtime.ExceptionServices;
using Switchboard.Extensibility;

namespace Switchboard.Storage.Streams;

/// <summary>Hands publications of a commit to their sinks, as many as possible at once, in their order.</summary>
internal sealed class PublicationDispatcher
{
    private readonly List<ChannelPublication> _publications = [];
    private IPublicationSink? _sink;
    private Exception? _failure;

    /// <summary>Takes one in.</summary>
    public void Add(IPublicationSink sink, ChannelPublication publication)
    {
        if (_sink != sink)
        {
            HandOn();
            _sink = sink;
        }

        _publications.Add(publication);
    }

    /// <summary>Hands on what is left. Throws what a sink has thrown, once all is handed on.</summary>
    public void Flush()
    {
        HandOn();
        if (Interlocked.Exchange(ref _failure, null) is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    private void HandOn()
    {
        try
        {
            if (_publications.Count > 0)
            {
                _sink!.DeliverAll(_publications);
            }
        }
        catch (Exception exception)
        {
            _failure ??= exception;
        }

        _publications.Clear();
        _sink = null;
    }
}
