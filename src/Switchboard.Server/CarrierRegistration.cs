using Switchboard.Configuration;
using Switchboard.RabbitMq.Celery;
using Switchboard.RabbitMq.Jobs;

namespace Switchboard.Server;

/// <summary>Gives the hub the carriers of jobs that the configuration names.</summary>
internal static class CarrierRegistration
{
    /// <summary>Adds them.</summary>
    public static ISwitchboardBuilder AddConfiguredCarriers(this ISwitchboardBuilder builder, SwitchboardOptions options)
    {
        foreach (var carrier in options.Jobs.Carriers)
        {
            _ = carrier.Type == JobCarrierType.Celery
                ? builder.AddCeleryJobCarrier(celery => Apply(options, carrier, celery))
                : builder.AddRabbitMqJobCarrier(rabbit => Apply(options, carrier, rabbit));
        }

        return builder;
    }

    private static void Apply(SwitchboardOptions options, JobCarrierOptions carrier, CeleryCarrierOptions celery)
    {
        ApplyCommon(options, carrier, celery);
        celery.Queue = carrier.Queue.Length > 0 ? carrier.Queue : celery.Queue;
        celery.Exchange = carrier.Exchange;
        celery.RoutingKey = carrier.RoutingKey;
        celery.TaskPrefix = carrier.TaskPrefix;
        celery.ControlExchange = carrier.ControlExchange;
        celery.Terminate = carrier.Terminate;
        celery.LimitTime = carrier.LimitTime;
    }

    private static void Apply(SwitchboardOptions options, JobCarrierOptions carrier, RabbitMqCarrierOptions rabbit)
    {
        ApplyCommon(options, carrier, rabbit);
        rabbit.Queue = carrier.Queue;
        rabbit.DeliveryLimit = carrier.DeliveryLimit;
    }

    private static void ApplyCommon(SwitchboardOptions options, JobCarrierOptions carrier, BrokerCarrierOptions broker)
    {
        broker.Name = carrier.Name;
        broker.Uri = UriOf(options.RabbitMq, carrier);
        broker.Declare = carrier.Declare;
        broker.Prefetch = carrier.Prefetch;
        broker.MaxReportBytes = carrier.MaxReportBytes;
        broker.SendTimeout = TimeSpan.FromSeconds(carrier.SendTimeoutSeconds);
        broker.MaxPause = TimeSpan.FromSeconds(carrier.MaxPauseSeconds);
        foreach (var method in carrier.Methods)
        {
            broker.Methods.Add(method);
        }
    }

    private static Uri UriOf(RabbitMqOptions rabbit, JobCarrierOptions carrier) => (carrier.Uri, carrier.UriFile) is ("", "")
        ? new Uri(StoreRegistration.TextOf(rabbit.Uri, rabbit.UriFile))
        : new Uri(StoreRegistration.TextOf(carrier.Uri, carrier.UriFile));
}
