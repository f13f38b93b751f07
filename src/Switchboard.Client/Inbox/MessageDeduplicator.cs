namespace Switchboard.Client.Inbox;

/// <summary>Recognises repeated messages by their ids: those that are pending, and the newest of those that were handled. Not thread-safe.</summary>
/// <param name="capacity">How many handled ones it remembers.</param>
internal sealed class MessageDeduplicator(int capacity)
{
    private readonly HashSet<string> _pending = new(StringComparer.Ordinal);
    private readonly HashSet<string> _handled = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    public bool IsHandled(string id) => _handled.Contains(id);

    /// <summary>Whether a message was received and is still to be handled.</summary>
    public bool IsPending(string id) => _pending.Contains(id);

    public void AddPending(string id) => _pending.Add(id);

    public void MarkHandled(string id)
    {
        _pending.Remove(id);
        if (!_handled.Add(id))
        {
            return;
        }

        _order.Enqueue(id);
        if (_order.Count > capacity)
        {
            _handled.Remove(_order.Dequeue());
        }
    }
}
