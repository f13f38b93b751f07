using System.Diagnostics.Metrics;
using Switchboard.Diagnostics;
using Switchboard.Extensibility;

namespace Switchboard.Commands.Tickets;

/// <summary>Counts tickets.</summary>
internal sealed class TicketMetrics(HubMetrics metrics)
{
    private readonly Counter<long> _issued = metrics.Meter.CreateCounter<long>("switchboard.tickets.issued", "{ticket}", "One-time connection tickets that were made.");
    private readonly Counter<long> _redeemed = metrics.Meter.CreateCounter<long>("switchboard.tickets.redeemed", "{attempt}", "Attempts to connect with a ticket, by what it was.");

    /// <summary>One was made.</summary>
    public void Issued() => _issued.Add(1);

    /// <summary>One was brought.</summary>
    public void Redeemed(TicketState state) => _redeemed.Add(1, new KeyValuePair<string, object?>("state", NameOf(state)));

    private static string NameOf(TicketState state) => state switch
    {
        TicketState.Valid => "valid",
        TicketState.Used => "used",
        TicketState.Expired => "expired",
        _ => "unknown",
    };
}
