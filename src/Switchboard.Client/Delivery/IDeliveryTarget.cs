namespace Switchboard.Client.Delivery;

/// <summary>Whom deliveries are for.</summary>
internal interface IDeliveryTarget
{
    /// <summary>Handles a publication.</summary>
    ValueTask HandleAsync(string channel, Publication publication, CancellationToken cancellationToken);

    /// <summary>A delivery was handled.</summary>
    void OnHandled(ChannelDelivery delivery);

    /// <summary>The handler failed; the publication is handed over again after the delay.</summary>
    void OnHandlerFailed(string channel, Publication publication, Exception exception, int attempt, TimeSpan delay);
}
