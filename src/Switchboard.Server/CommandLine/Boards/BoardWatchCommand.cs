using System.CommandLine;
using System.Globalization;
using Switchboard.Client;
using Switchboard.Server.CommandLine.Live;
using Switchboard.Server.CommandLine.Output;

namespace Switchboard.Server.CommandLine.Boards;

/// <summary><c>switchboard board watch</c>: prints the lines of a board, who is looking at it, and then what changes.</summary>
internal sealed class BoardWatchCommand : Command
{
    private readonly Argument<string> _channel = new("channel") { Description = "The board's channel." };
    private readonly Option<int> _count = new("--count", "-n") { Description = "Ends after so many lines and changes.", HelpName = "N" };
    private readonly LiveArguments _live = new();

    /// <summary>Makes the command.</summary>
    public BoardWatchCommand()
        : base("watch", "Prints the lines of a board and how many look at it, and then every change as it comes, until Ctrl+C.")
    {
        Arguments.Add(_channel);
        Options.Add(_count);
        _live.AddTo(this);
        _count.Require(static value => value >= 1, "--count takes 1 or more.");
        this.SetAction("line, data, offset, epoch, time and removed; and one of type synchronized, with lines and watchers, when all is printed that there is", RunAsync);
    }

    private async Task<int> RunAsync(CommandContext context)
    {
        await using var connection = await _live.ConnectAsync(context);
        var channel = context.Get(_channel)!;
        var subject = LiveSubject.Channel(channel, fromHistory: false);
        var printer = new CountedPrinter(context.Output, context.Get(_count));
        try
        {
            await using var board = connection.Client.Board(channel);
            var ended = EndOf(board.Subscription);
            board.OnChanged((line, _) =>
            {
                printer.Write(isCounted: !line.IsBoard, () => Print(context, line));
                return ValueTask.CompletedTask;
            });
            board.Subscription.Synchronized += (_, _) => _ = TellAsync(context, board, printer);
            await board.ReadyAsync(context.Cancellation);
            var first = await Task.WhenAny(ended, connection.Failed, printer.Full).WaitAsync(context.Cancellation);
            await first;
            return first == printer.Full ? ExitCodes.Success : throw (first == connection.Failed ? await connection.Failed : await ended ?? new OperationCanceledException());
        }
        catch (Exception exception) when (connection.Describe(exception, subject) is not null)
        {
            throw connection.Describe(exception, subject)!;
        }
    }

    private static Task<Exception?> EndOf(MapSubscription subscription)
    {
        var ended = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        subscription.StateChanged += (_, change) =>
        {
            if (change.Current == SubscriptionState.Unsubscribed)
            {
                ended.TrySetResult(change.Error);
            }
        };
        return ended.Task;
    }

    private static async Task TellAsync(CommandContext context, SwitchboardBoard board, CountedPrinter printer)
    {
        var watchers = await WatchersOfAsync(board, context.Cancellation);
        var lines = board.Lines.Count;
        printer.Write(isCounted: false, () =>
        {
            if (!context.Output.IsJson)
            {
                context.Warn($"{(board.Title.Length > 0 ? $"{board.Title}: " : "")}{lines} lines, {(watchers is { } count ? $"{count} looking" : "nobody may say how many are looking")}; changes follow.");
                return;
            }

            context.Output.WriteObject(writer =>
            {
                writer.WriteString("type", "synchronized");
                writer.WriteNumber("lines", lines);
                if (watchers is { } count)
                {
                    writer.WriteNumber("watchers", count);
                }
            });
        });
    }

    // Who may not see it, or has lost the connection meanwhile, is told of the lines alone.
    private static async Task<int?> WatchersOfAsync(SwitchboardBoard board, CancellationToken cancellationToken)
    {
        try
        {
            return (await board.WatchersAsync(cancellationToken)).Count;
        }
        catch (Exception exception) when (exception is SwitchboardException or SwitchboardConnectionException or TimeoutException or OperationCanceledException or ObjectDisposedException)
        {
            return null;
        }
    }

    private static void Print(CommandContext context, BoardLine line)
    {
        if (context.Output.IsJson)
        {
            context.Output.WriteObject(writer =>
            {
                writer.WriteString("line", line.Line);
                writer.WritePropertyName("data");
                writer.WriteRawValue(line.Entry.ToJson());
                writer.WriteNumber("offset", line.Position.Offset);
                writer.WriteString("epoch", line.Position.Epoch);
                writer.WriteNumber("time", line.Time.ToUnixTimeMilliseconds());
                if (line.IsRemoved)
                {
                    writer.WriteBoolean("removed", true);
                }
            });
            return;
        }

        if (!line.IsBoard)
        {
            context.Output.WriteEntry($"{line.Entry.Main} {line.Entry.Sub}".TrimEnd(), StateOf(line) + (line is { IsRemoved: false, Entry.Note: { Length: > 0 } note } ? $", note: {note}" : ""));
        }
    }

    private static string StateOf(BoardLine line) => line switch
    {
        { IsRemoved: true } => "removed",
        { Entry: { Holder: { } holder, Since: { } since } } => string.Create(CultureInfo.InvariantCulture, $"held by {holder} since {Times.OfMilliseconds(since.ToUnixTimeMilliseconds())}"),
        _ => "free",
    };
}
