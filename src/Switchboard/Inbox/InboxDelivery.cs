using Switchboard.Connections;
using Switchboard.Names;

namespace Switchboard.Inbox;

/// <summary>What one connection is sent of its user's unacknowledged messages, and what it has acknowledged. Thread-safe.</summary>
/// <param name="subscription">The connection's subscription of the inbox's channel.</param>
/// <param name="user">Whose inbox it is.</param>
internal sealed class InboxDelivery(Subscription subscription, string user) : MessageRecorder
{
    // What arrives live while the first page is read may be in a page, too. Later messages are behind the last one that is sent again.
    private const int MaxLive = 1_000;

    // A message whose sender takes longer between keeping and publishing it may come twice.
    private static readonly TimeSpan _underWay = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly HashSet<string> _outstanding = new(StringComparer.Ordinal);
    private readonly HashSet<string> _sent = new(StringComparer.Ordinal);
    private HashSet<string>? _arrived = new(StringComparer.Ordinal);
    private int _live;
    private bool _isBusy = true;

    public Subscription Subscription => subscription;

    public Connection Connection => subscription.Connection;

    public string User => user;

    /// <summary>The number of the last message that was read.</summary>
    public long Cursor { get; set; }

    /// <summary>The number of the last message that is sent again; those behind it arrive live. 0 while it is not known.</summary>
    public long Last { get; set; }

    /// <summary>Whether there is somebody to send to.</summary>
    public bool IsWanted => Connection.IsOpen && ReferenceEquals(Connection.Find(subscription.Name), subscription);

    /// <summary>Notes what the client was given when it connected.</summary>
    public void AddRecovered(IReadOnlyList<Publication> publications)
    {
        foreach (var publication in publications)
        {
            if (IdOf(publication) is { } id)
            {
                _arrived!.Add(id);
            }
        }
    }

    /// <inheritdoc/>
    public override bool TryPass(Publication publication)
    {
        if (IdOf(publication) is not { } id)
        {
            return true;
        }

        lock (_lock)
        {
            if (_sent.Contains(id))
            {
                return false;
            }

            if (_arrived is not null && _live < MaxLive)
            {
                _live++;
                _arrived.Add(id);
            }

            return true;
        }
    }

    /// <summary>Notes that a message is about to be sent again. False where it has arrived.</summary>
    public bool TryTake(InboxMessage message, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (_arrived?.Contains(message.Id) == true)
            {
                return false;
            }

            _outstanding.Add(message.Id);
            if (now - message.Publication.Time < _underWay)
            {
                _sent.Add(message.Id);
            }

            return true;
        }
    }

    /// <summary>How many messages may be sent until the client acknowledges some.</summary>
    public int RoomIn(int window)
    {
        lock (_lock)
        {
            return Math.Max(0, window - _outstanding.Count);
        }
    }

    /// <summary>Waits for acknowledgements. False where half of them are there already: more can be sent.</summary>
    public bool TryPause(int window)
    {
        lock (_lock)
        {
            _isBusy = _outstanding.Count <= window / 2;
            return !_isBusy;
        }
    }

    /// <summary>Notes acknowledgements. True where it is the caller's turn to send more.</summary>
    public bool TryResume(IReadOnlyList<string?> ids, int window)
    {
        lock (_lock)
        {
            foreach (var id in ids)
            {
                _outstanding.Remove(id!);
            }

            if (_isBusy || _arrived is null || _outstanding.Count > window / 2)
            {
                return false;
            }

            _isBusy = true;
            return true;
        }
    }

    /// <summary>Everything was sent.</summary>
    public void Finish()
    {
        lock (_lock)
        {
            _arrived = null;
            _outstanding.Clear();
            if (_sent.Count == 0)
            {
                subscription.Recorder = null;
            }
        }
    }

    private static string? IdOf(Publication publication) => publication.Tags?.GetValueOrDefault(MessageTags.Id);
}
