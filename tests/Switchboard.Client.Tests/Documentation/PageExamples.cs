using System.Text;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Client.Tests.Documentation;

/// <summary>The examples of docs/dotnet-client.md, word for word, so that they compile.</summary>
internal static class PageExamples
{
    public static async Task BeginAsync(CancellationToken cancellationToken)
    {
        await using var client = new SwitchboardClient(new SwitchboardClientOptions
        {
            Url = new Uri("ws://127.0.0.1:8000/connection/websocket"),
        });
        await client.ConnectAsync(cancellationToken);

        var news = client.Subscribe("news");
        await foreach (var publication in news.ReadAllAsync(cancellationToken))
        {
            Console.WriteLine(publication.ReadText());
        }
    }

    public static void Configure(SwitchboardClientOptions options, HttpClient http, WebApplicationBuilder builder)
    {
        options.Credentials = new TokenCredentialProvider(async (request, stop) => await http.GetStringAsync("/token", stop));

        options.Tls.CaFile = "company-ca.pem";
        options.Tls.DecideOnCertificate = async (certificate, stop) =>
            certificate.IsVerified || await AskAsync($"{certificate.Certificate.Subject}: {string.Join(' ', certificate.Problems)}", stop);

        builder.Services.AddSwitchboardClient(options => options.Url = new Uri("wss://hub.example.com/connection/websocket"));
    }

    public static async Task SubscribeAsync(SwitchboardClient client, CancellationToken cancellationToken)
    {
        var chat = client.CreateSubscription("chat:lobby", new SubscriptionOptions { JoinLeave = true });
        chat.OnReceived(async (publication, stop) => await SaveAsync(publication, stop));
        chat.Joined += (_, args) => Console.WriteLine($"{args.Client.User} came");
        chat.Subscribed += (_, args) =>
        {
            if (args.HasGap)
            {
                Console.WriteLine("Something may have been missed: read the state anew.");
            }
        };
        await chat.SubscribeAsync(cancellationToken);

        client.ServerSubscriptions.OnReceived(async (channel, publication, stop) => await SaveAsync(publication, stop));
    }

    public static async Task MapAsync(SwitchboardClient client, CancellationToken cancellationToken)
    {
        var board = client.SubscribeMap("board:notes");
        board.OnChanged(AppJson.Default.Note, (old, now, change, stop) =>
        {
            Console.WriteLine($"{change.Kind} {change.Key}: {old?.Text} -> {now?.Text}");
            return ValueTask.CompletedTask;
        });
        await board.SubscribeAsync(cancellationToken);
        Console.WriteLine($"{board.Count} entries");

        await board.SetAsync("note-1", new Note("Ship it"), AppJson.Default.Note, cancellationToken);
        await board.UpdateAsync("note-1", AppJson.Default.Note, note => new Note($"{note?.Text}!"), cancellationToken: cancellationToken);
        var result = await board.SetAsync("note-2", new Note("Rest"), AppJson.Default.Note, new MapPublishOptions { KeyMode = MapKeyMode.IfNew }, cancellationToken);
        if (result.Suppressed is null && board.TryGetValue("note-1", AppJson.Default.Note, out var task))
        {
            Console.WriteLine(task?.Text);
        }

        await board.RemoveAsync("note-1", cancellationToken);

        var blue = client.SubscribeMap("board:teams", new MapSubscriptionOptions { Filter = new TagFilter { Key = "team", Compare = "eq", Value = "blue" } });
        await blue.SubscribeAsync(cancellationToken);
    }

    public static async Task<string> GrowAsync(SwitchboardClient client, CancellationToken cancellationToken)
    {
        await using var writer = await client.BeginAsync("answers:1", cancellationToken: cancellationToken);
        foreach (var word in (string[])["Once", " upon", " a", " time"])
        {
            await writer.AppendAsync(word, cancellationToken);
        }

        await writer.EndAsync(cancellationToken);
        return writer.Id;
    }

    public static async Task WatchAsync(SwitchboardClient client, string id, CancellationToken cancellationToken)
    {
        await using var answers = client.CreateSubscription("answers:1");
        await foreach (var piece in answers.ReadPiecesAsync(id, cancellationToken))
        {
            Console.WriteLine($"{piece.State}: {Encoding.UTF8.GetString(piece.Data.Span)}");
        }
    }

    public static async Task AskAsync(SwitchboardClient client, CancellationToken cancellationToken)
    {
        await client.PublishAsync("news", new Note("hello"), AppJson.Default.Note, cancellationToken);
        var history = await client.GetHistoryAsync("news", new HistoryOptions { Limit = 10, Reverse = true }, cancellationToken);
        var clients = await client.GetPresenceAsync("news", cancellationToken);
        var stats = await client.GetPresenceStatsAsync("news", cancellationToken);
        await client.SendAsync("""{"seen":7}"""u8.ToArray(), cancellationToken);
        Console.WriteLine($"{history.Top} {clients.Count} {stats.Users}");

        var batch = client.CreateBatch();
        var published = batch.PublishAsync("news", "1"u8.ToArray());
        var count = batch.GetPresenceStatsAsync("news");
        await batch.SendAsync(cancellationToken);
        await published;
        Console.WriteLine((await count).Clients);
    }

    public static async Task SendOnceAsync(SwitchboardClient client, CancellationToken cancellationToken)
    {
        await client.PublishOnceAsync("news", new Note("hello"), AppJson.Default.Note, "note-17", cancellationToken);
        await client.SendOnceAsync("""{"seen":7}"""u8.ToArray(), "seen-7", cancellationToken);
    }

    public static async Task<UserMessagePage> WriteAsync(SwitchboardClient client, CancellationToken cancellationToken)
    {
        client.Inbox.OnReceived(AppJson.Default.Note, async (note, message, stop) =>
        {
            await ShowAsync(note!, message.Sender, stop);
            await client.Inbox.MarkAsync([message.Id], InboxMark.Read, stop);
        });
        client.Inbox.Marked += (_, args) => Console.WriteLine($"{args.Unread} unread");
        client.Inbox.ReceiptReceived += (_, args) => Console.WriteLine($"{args.Message.Id} is {args.Message.State}");
        await client.ConnectAsync(cancellationToken);

        var id = await client.SendToUserAsync("42", new Note("hello"), AppJson.Default.Note,
            new UserMessageOptions { Kind = "note", ExpiresAfter = TimeSpan.FromHours(1) }, cancellationToken);
        var states = await client.Inbox.GetStatesAsync([id], cancellationToken);
        var page = await client.Inbox.ListAsync(new InboxQuery { UnreadOnly = true, Limit = 20 }, cancellationToken);
        Console.WriteLine(states.Count);
        return page;
    }

    public static async Task<int> CallAsync(SwitchboardClient client, SwitchboardClient worker, CancellationToken cancellationToken)
    {
        await using var served = await worker.ServeAsync("math:sum", AppJson.Default.Sum, AppJson.Default.Int32,
            (sum, call, stop) => ValueTask.FromResult(sum!.A + sum.B), concurrency: 8, cancellationToken);

        var result = await client.CallAsync("math:sum", new Sum(1, 2), AppJson.Default.Sum, AppJson.Default.Int32,
            new CallOptions { Deadline = TimeSpan.FromSeconds(5) }, cancellationToken);
        return result;
    }

    public static async Task<Job> SubmitJobAsync(SwitchboardClient client, CancellationToken cancellationToken)
    {
        client.OnJobChanged(async (job, stop) => await ShowAsync(job, stop));
        await client.ConnectAsync(cancellationToken);

        var id = await client.SubmitJobAsync("math:sum", new Sum(1, 2), AppJson.Default.Sum, new JobOptions { Retries = 5 }, cancellationToken);
        var done = await client.WaitForJobAsync(id, cancellationToken);
        return done;
    }

    public static async Task PoolAsync(SwitchboardClientOptions options, CancellationToken cancellationToken)
    {
        await using var pool = new SwitchboardClientPool(options, count: 4);
        await pool.ConnectAsync(cancellationToken);
        var client = await pool.GetAsync(cancellationToken);
        using var mine = await pool.LockAsync(cancellationToken);
        await mine.Client.PublishAsync("news", "1"u8.ToArray(), cancellationToken);
        await client.WaitForPendingAsync(cancellationToken);
    }

    private static ValueTask<bool> AskAsync(string question, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        return ValueTask.FromResult(question.Length == 0);
    }

    private static ValueTask ShowAsync(Note note, string? sender, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        return note.Text == sender ? default : ValueTask.CompletedTask;
    }

    private static ValueTask ShowAsync(Job job, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        return job.Attempt == 0 ? default : ValueTask.CompletedTask;
    }

    private static ValueTask SaveAsync(Publication publication, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        return publication.Data.IsEmpty ? default : ValueTask.CompletedTask;
    }
}

internal sealed record Note(string Text);

internal sealed record Sum(int A, int B);

[JsonSerializable(typeof(Note))]
[JsonSerializable(typeof(Sum))]
[JsonSerializable(typeof(int))]
internal sealed partial class AppJson : JsonSerializerContext;
