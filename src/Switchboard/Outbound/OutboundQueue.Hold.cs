namespace Switchboard.Outbound;

/// <content>Holding replies back for the push that usually follows them. See <see cref="ReplyHold"/>.</content>
internal sealed partial class OutboundQueue
{
    // A push within this time behind a reply says that holding the next reply back is worth it.
    private const long CloseMilliseconds = 6;

    // How many holds in vain it takes until replies go out at once again.
    private const int Patience = 4;

    // More than a few acknowledgements are sent at once: somebody is waiting for data.
    private const int MaxHeldBytes = 1024;

    private bool _isHeld;
    private int _patience;
    private long _repliedAt;

    /// <summary>Ends a hold that has lasted since before the last tick: no push came in time.</summary>
    internal void EndHold(long now)
    {
        lock (_lock)
        {
            // A push may have ended the hold that this call is meant for, and another begun since.
            if (!_isHeld || now - _repliedAt < ReplyHold.TickMilliseconds)
            {
                return;
            }

            _isHeld = false;
            _patience--;
        }

        DrainNow();
    }

    private bool TryHold()
    {
        if (ReplyHold.Current is not { } hold)
        {
            return false;
        }

        lock (_lock)
        {
            var onlyReplies = _pushBytes == 0 && _replyBytes is > 0 and <= MaxHeldBytes;
            if (_replyBytes > 0)
            {
                _repliedAt = hold.Milliseconds;
            }

            if (_patience <= 0 || !onlyReplies || _state != QueueState.Open || _sink is null)
            {
                return false;
            }

            _isHeld = true;
        }

        hold.Add(this);
        return true;
    }

    /// <summary>Takes the duty to drain back from the hold, where what came is worth it.</summary>
    private bool CancelHoldLocked(in OutboundFrame frame)
    {
        if (!_isHeld || (frame.IsReply && _replyBytes <= MaxHeldBytes))
        {
            return false;
        }

        _isHeld = false;
        return true;
    }

    private void UpdateHoldLocked(in OutboundFrame frame)
    {
        if (frame.IsReply || _repliedAt == 0)
        {
            return;
        }

        if (ReplyHold.Current is { } hold && hold.Milliseconds - _repliedAt <= CloseMilliseconds)
        {
            _patience = Patience;
        }

        _repliedAt = 0;
    }
}
