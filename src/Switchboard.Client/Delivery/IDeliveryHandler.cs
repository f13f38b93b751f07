namespace Switchboard.Client.Delivery;

/// <summary>Handles the deliveries of one buffer, one after the other.</summary>
internal interface IDeliveryHandler
{
    /// <summary>Calls the application's handlers.</summary>
    ValueTask HandleAsync(string channel, Publication publication, CancellationToken cancellationToken);

    /// <summary>A delivery was handled.</summary>
    void OnHandled(ChannelDelivery delivery);

    /// <summary>A handler threw; it is called with the same publication again after the delay.</summary>
    void OnHandlerFailed(HandlerFailedEventArgs failure);
}
