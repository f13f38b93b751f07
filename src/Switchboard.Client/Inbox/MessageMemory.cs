namespace Switchboard.Client.Inbox;

/// <summary>Tells messages from repetitions by their ids: knows those that wait, and the newest of those that were handled. Not safe for several threads.</summary>
/// <param name="capacity">How many handled ones it knows.</param>
internal sealed class MessageMemory(int capacity)
{
    private readonly HashSet<string> _waiting = new(StringComparer.Ordinal);
    private readonly HashSet<string> _handled = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>Whether a message was handled.</summary>
    public bool IsHandled(string id) => _handled.Contains(id);

    /// <summary>Whether a message waits to be handled.</summary>
    public bool IsWaiting(string id) => _waiting.Contains(id);

    /// <summary>A message came that is neither.</summary>
    public void Enter(string id) => _waiting.Add(id);

    /// <summary>A message was handled.</summary>
    public void Handle(string id)
    {
        _waiting.Remove(id);
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
