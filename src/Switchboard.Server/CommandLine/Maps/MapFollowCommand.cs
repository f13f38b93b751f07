using System.CommandLine;
using Switchboard.Client;
using Switchboard.Server.CommandLine.Live;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Server.CommandLine.Maps;

/// <summary><c>switchboard map follow</c>: prints the entries of a channel, and then what changes.</summary>
internal sealed class MapFollowCommand : Command
{
    private readonly Argument<string> _channel = new("channel") { Description = "The channel." };
    private readonly Option<int> _count = new("--count", "-n") { Description = "Ends after so many entries and changes.", HelpName = "N" };
    private readonly Option<string> _of = new("--of") { Description = "What the entries are: entries, or the clients or users of another channel.", HelpName = "WHAT", DefaultValueFactory = _ => "entries" };
    private readonly Option<string[]> _tags = new("--tag") { Description = "Only entries with this tag, which the namespace must allow (allowTagFilter). Repeated, all are needed.", HelpName = "NAME=VALUE", DefaultValueFactory = _ => [] };
    private readonly LiveArguments _live = new();

    /// <summary>Makes the command.</summary>
    public MapFollowCommand()
        : base("follow", "Prints the entries of a channel, and then every change as it comes, until Ctrl+C. When the connection is lost it comes back, and every difference is printed.")
    {
        Arguments.Add(_channel);
        Options.Add(_count);
        Options.Add(_tags);
        Options.Add(_of);
        _live.AddTo(this);
        _of.AcceptOnlyFromAmong("entries", "clients", "users");
        _tags.RequireTags();
        _count.Require(static value => value >= 1, "--count takes 1 or more.");
        this.SetAction("channel, type (added, updated or removed), key, data, score, offset, epoch, time and tags; and one of type synchronized, with entries and recovered, when all is printed that there is", RunAsync);
    }

    private async Task<int> RunAsync(CommandContext context)
    {
        await using var connection = await _live.ConnectAsync(context);
        var channel = context.Get(_channel)!;
        var subject = LiveSubject.Channel(channel, fromHistory: false);
        var map = connection.Client.CreateMapSubscription(channel, new MapSubscriptionOptions
        {
            Kind = Enum.Parse<MapKind>(context.Get(_of)!, ignoreCase: true),
            Filter = FilterOf(context.Get(_tags) ?? []),
        });
        var printer = new MapPrinter(context, channel, context.Get(_count));
        var ended = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        map.StateChanged += (_, change) =>
        {
            if (change.Current == SubscriptionState.Unsubscribed)
            {
                ended.TrySetResult(change.Error);
            }
        };
        map.Synchronized += (_, args) => printer.Print(args);
        map.OnChanged((change, _) =>
        {
            printer.Print(change);
            return ValueTask.CompletedTask;
        });
        try
        {
            await map.SubscribeAsync(context.Cancellation);
            var first = await Task.WhenAny(ended.Task, connection.Failed, printer.Full).WaitAsync(context.Cancellation);
            await first;
            return first == printer.Full ? ExitCodes.Success : throw (first == connection.Failed ? await connection.Failed : await ended.Task ?? new OperationCanceledException());
        }
        catch (Exception exception) when (connection.Describe(exception, subject) is not null)
        {
            throw connection.Describe(exception, subject)!;
        }
    }

    private static TagFilter? FilterOf(string[] tags)
    {
        TagFilter[] nodes = [.. tags.Select(static tag => tag.Split('=', 2)).Select(static parts => new TagFilter { Key = parts[0], Compare = "eq", Value = parts[1] })];
        return nodes.Length switch
        {
            0 => null,
            1 => nodes[0],
            _ => new TagFilter { Op = "and", Nodes = nodes },
        };
    }
}
