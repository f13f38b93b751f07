using System.CommandLine;
using Switchboard.Client;
using Switchboard.Server.CommandLine.History;

namespace Switchboard.Server.CommandLine.Live;

/// <summary><c>switchboard subscribe</c>: prints what is published, as it comes.</summary>
internal sealed class SubscribeCommand : Command
{
    private const int PageSize = 200;

    private readonly Argument<string[]> _channels = new("channels") { Description = "The channels.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<int> _count = new("--count", "-n") { Description = "Ends after so many publications.", HelpName = "N" };
    private readonly Option<string?> _event = new("--event", "-e") { Description = "Only publications with this event name.", HelpName = "NAME" };
    private readonly Option<string[]> _tags = new("--tag") { Description = "Only publications with this tag. Repeated, all are needed.", HelpName = "NAME=VALUE", DefaultValueFactory = _ => [] };
    private readonly Option<bool> _joinLeave = new("--join-leave") { Description = "Prints who comes and goes, too." };
    private readonly PositionArguments _since = new("Begins behind this offset: first comes what was published since. 0 begins with the oldest that is kept.");
    private readonly LiveArguments _live = new();

    /// <summary>Makes the command.</summary>
    public SubscribeCommand()
        : base("subscribe", "Prints what is published into channels, as it comes, until Ctrl+C. When the connection is lost it comes back and recovers what was missed, or says that it cannot.")
    {
        Arguments.Add(_channels);
        Options.Add(_count);
        _since.AddTo(this);
        Options.Add(_event);
        Options.Add(_tags);
        Options.Add(_joinLeave);
        _live.AddTo(this);
        _tags.RequireTags();
        _count.Require(static value => value >= 1, "--count takes 1 or more.");
        this.Require(result =>
        {
            if (_since.IsGiven(result) && result.GetValue(_channels) is { Length: > 1 })
            {
                result.AddError("--since is a position in one channel: name only one.");
            }
        });
        this.SetAction("the publications as of history; with --join-leave also channel, join or leave, user and client", RunAsync);
    }

    private async Task<int> RunAsync(CommandContext context)
    {
        await using var connection = await _live.ConnectAsync(context);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.Cancellation);
        var printer = new PublicationPrinter(context, context.Get(_count), context.Get(_event), context.Get(_tags) ?? []);
        var tails = context.Get(_channels)!.Distinct(StringComparer.Ordinal).Select(channel => TailAsync(context, connection, printer, channel, stop.Token)).ToList();
        try
        {
            // The first that ends tells how the command ends: each goes on for ever if nothing happens.
            var first = await Task.WhenAny([.. tails, connection.Failed, printer.Full]);
            await first;
            return first == connection.Failed ? throw await connection.Failed : ExitCodes.Success;
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(tails).ContinueWith(static task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private async Task TailAsync(CommandContext context, LiveConnection connection, PublicationPrinter printer, string channel, CancellationToken cancellationToken)
    {
        var subject = LiveSubject.Channel(channel, fromHistory: _since.IsGiven(context.Result.CommandResult));
        try
        {
            var since = await _since.ReadAsync(context, connection.Client, channel);
            var subscription = connection.Client.CreateSubscription(channel, new SubscriptionOptions
            {
                JoinLeave = context.Get(_joinLeave),
                Since = since is { } position ? await CatchUpAsync(context, connection.Client, printer, channel, position) : null,
            });
            Watch(context, subscription, printer);
            await foreach (var publication in subscription.ReadAllAsync(cancellationToken))
            {
                printer.Print(channel, publication);
            }
        }
        catch (Exception exception) when (connection.Describe(exception, subject) is not null)
        {
            throw connection.Describe(exception, subject)!;
        }
    }

    /// <summary>Prints what is kept behind a position. There may be more of it than a subscription recovers.</summary>
    /// <returns>The position of the last.</returns>
    private static async Task<Position> CatchUpAsync(CommandContext context, SwitchboardClient client, PublicationPrinter printer, string channel, Position since)
    {
        while (true)
        {
            var page = await client.GetHistoryAsync(channel, new HistoryOptions { Limit = PageSize, Since = since }, context.Cancellation);
            if (page.Publications.Count == 0)
            {
                return since;
            }

            if (since.Offset > 0 && page.Publications[0].Offset > since.Offset + 1)
            {
                context.Warn($"Publications into {channel} before offset {page.Publications[0].Offset} are no longer kept.");
            }

            foreach (var publication in page.Publications)
            {
                printer.Print(channel, publication);
            }

            since = new Position(page.Publications[^1].Offset, page.Top.Epoch);
        }
    }

    private static void Watch(CommandContext context, Subscription subscription, PublicationPrinter printer)
    {
        var channel = subscription.Channel;
        subscription.Joined += (_, change) => printer.Print(channel, "join", change.Client);
        subscription.Left += (_, change) => printer.Print(channel, "leave", change.Client);
        subscription.Subscribed += (_, start) =>
        {
            if (start.HasGap)
            {
                context.Warn($"Publications into {channel} were missed and are no longer kept; it goes on from here.");
            }
        };
    }
}
