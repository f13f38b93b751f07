namespace Switchboard.Client.Delivery;

/// <summary>Reads deliveries in place of a pump.</summary>
/// <param name="buffer">What it reads from.</param>
/// <param name="handler">Called when a delivery was handled.</param>
/// <param name="onDisposed">Called when the reader has left.</param>
/// <param name="stopped">Ends the reading for good.</param>
internal sealed class DeliveryReader(DeliveryBuffer buffer, IDeliveryHandler handler, Action onDisposed, CancellationToken stopped) : IDisposable
{
    /// <summary>Returns the oldest delivery, and waits for one; null when there will be none any more.</summary>
    public async ValueTask<ChannelDelivery?> PeekAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopped);
        try
        {
            return await buffer.PeekAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>The application has handled a delivery.</summary>
    public void Complete(ChannelDelivery delivery)
    {
        handler.OnHandled(delivery);
        buffer.Remove(delivery);
    }

    public void Dispose() => onDisposed();
}
