using Switchboard.Configuration;
using Switchboard.Extensibility;
using Switchboard.InMemory;

namespace Switchboard.Commands.Tickets;

/// <summary>Picks the store of the tickets, as the options say when the hub starts.</summary>
internal sealed class TicketStores(
    InMemoryTicketStore memory, SettingsHolder settings, IDurableTicketStore? durable = null, IExternalTicketStore? external = null)
{
    /// <summary>The store.</summary>
    public ITicketStore Store { get; } = settings.Current.Tickets.Storage switch
    {
        TicketStorage.Durable => durable ?? throw new InvalidOperationException("tickets.storage is \"durable\", and there is no durable store: add UseSqlite() or UsePostgreSql()."),
        TicketStorage.Redis => external ?? throw new InvalidOperationException("tickets.storage is \"redis\", and there is no Redis: add UseRedis()."),
        _ => memory,
    };
}
