using Switchboard.Channels;
using Switchboard.Configuration;
using Switchboard.Extensibility;

namespace Switchboard.Mutations;

/// <summary>Ends publications that are open and were not changed for too long: their writers have gone, this server may have been down meanwhile, or another.</summary>
internal sealed class AppendTimeouts(IWholeStore wholes, PublishPipeline pipeline, SettingsHolder settings)
{
    private const int AtOnce = 256;

    /// <summary>How often it is to be called.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>Ends what is overdue now.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<OverduePublication> overdue;
        var ended = 0;
        do
        {
            overdue = await ListAsync(cancellationToken);
            ended = 0;
            foreach (var publication in overdue)
            {
                ended += await TryEndAsync(publication, cancellationToken) ? 1 : 0;
            }
        }
        while (overdue.Count == AtOnce && ended > 0);
    }

    private async ValueTask<IReadOnlyList<OverduePublication>> ListAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await wholes.ListOverdueAsync(AtOnce, cancellationToken);
        }
        catch (SwitchboardException)
        {
            // A store that is away: what is due is ended when it is back.
            return [];
        }
    }

    private async ValueTask<bool> TryEndAsync(OverduePublication publication, CancellationToken cancellationToken)
    {
        if (!settings.Current.Namespaces.TryResolve(publication.Channel, out var space) || space.Mutable is not { } limits)
        {
            // The namespace is another one by now, and nobody reads what is left there as a whole. It must not stand before what others have open.
            await wholes.ForgetWholesAsync(publication.Channel, cancellationToken);
            return true;
        }

        // Whoever appends meanwhile keeps it open, and of several nodes that try, one does it.
        var end = new Mutation
        {
            Id = publication.Id,
            Kind = MutationKind.End,
            IsBroken = true,
            IsTimeout = true,
            HasData = false,
            Reason = "timeout",
            Limits = limits,
        };
        var outcome = await pipeline.PublishAsync(new PublicationRequest(publication.Channel, space, default) { Mutation = end }, cancellationToken);
        return outcome.IsSuccess;
    }
}
