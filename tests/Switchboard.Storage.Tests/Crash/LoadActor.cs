using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json.Nodes;

namespace Switchboard.Storage.Tests.Crash;

/// <summary>Somebody who asks a server for one thing after the other until it is killed, and comes back to the next.</summary>
/// <param name="name">Its name, which no other has.</param>
/// <param name="user">The user; empty for a service.</param>
/// <param name="record">Where it notes what it does.</param>
internal class LoadActor(string name, string user, CrashRecord record)
{
    public const string LaterChannel = "kept:later";
    public const int Channels = 3;
    public const int Entries = 20;

    // How many of its latest requests with keys are repeated with the next server, answered or not.
    private const int Repeated = 3;
    private const string ScheduledPrefix = "later ";

    private readonly List<LoadRequest> _keyed = [];

    public static IReadOnlyList<string> Users { get; } = ["ann", "bob", "cem"];

    protected string Name => name;

    protected string User => user;

    protected CrashRecord Record => record;

    public static string ChannelOf(int number) => string.Create(CultureInfo.InvariantCulture, $"kept:{number}");

    /// <summary>Goes on until the server is gone.</summary>
    public async Task RunAsync(ICaller caller, int round, Random random, CancellationToken killed)
    {
        try
        {
            foreach (var request in _keyed.TakeLast(Repeated).ToArray())
            {
                await AskAsync(caller, request, killed);
            }

            for (var i = 0; !killed.IsCancellationRequested; i++)
            {
                await StepAsync(caller, string.Create(CultureInfo.InvariantCulture, $"{round}:{name}:{i}"), random, killed);
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            return;
        }
    }

    /// <summary>Does one thing.</summary>
    /// <param name="caller">The way to the server.</param>
    /// <param name="text">A payload that nothing else has.</param>
    /// <param name="random">Decides.</param>
    /// <param name="killed">The server is gone.</param>
    protected virtual Task StepAsync(ICaller caller, string text, Random random, CancellationToken killed) => random.Next(14) switch
    {
        < 4 => ChangeEntryAsync(caller, text, random, killed),
        < 10 => RequestAsync(caller, LoadRequest.Publish(text, ChannelOf(random.Next(Channels)), random.Next(3) == 0), killed),
        < 13 => SendAsync(caller, text, random, killed),
        _ => ScheduleAsync(caller, text, random, killed),
    };

    protected static bool IsScheduled(string text) => text.StartsWith(ScheduledPrefix, StringComparison.Ordinal);

    protected Task<JsonNode?> SendAsync(ICaller caller, string text, Random random, CancellationToken killed)
        => RequestAsync(caller, LoadRequest.Send(text, Users[random.Next(Users.Count)], random.Next(2) == 0), killed);

    protected Task<JsonNode?> ScheduleAsync(ICaller caller, string text, Random random, CancellationToken killed)
    {
        var isKeyed = random.Next(2) == 0;
        text = $"{ScheduledPrefix}{text}";
        var what = user.Length > 0 || random.Next(2) == 0
            ? LoadRequest.Send(text, Users[random.Next(Users.Count)], isKeyed)
            : LoadRequest.Publish(text, LaterChannel, isKeyed);
        return RequestAsync(caller, LoadRequest.Schedule(what, DateTimeOffset.UtcNow.AddMilliseconds(random.Next(500))), killed);
    }

    private async Task ChangeEntryAsync(ICaller caller, string text, Random random, CancellationToken killed)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"seat {random.Next(Entries)}");
        if (random.Next(3) == 0)
        {
            await RequestAsync(caller, LoadRequest.RemoveEntry(key), killed);
            return;
        }

        var expected = random.Next(2) == 0 ? await FindEntryAsync(caller, key, killed) : default(Position?);
        await RequestAsync(caller, LoadRequest.SetEntry(text, key, random.Next(3) == 0, expected), killed);
    }

    private static async Task<Position> FindEntryAsync(ICaller caller, string key, CancellationToken killed)
    {
        var found = (await caller.CallAsync("map_read_state", new JsonObject { ["channel"] = LoadRequest.MapChannel, ["key"] = key }, killed))["result"]!;
        return new Position(found["entries"]!.AsArray() is [var entry] ? (ulong)entry!["offset"]! : 0, (string)found["epoch"]!);
    }

    private Task<JsonNode?> RequestAsync(ICaller caller, LoadRequest request, CancellationToken killed)
    {
        if (request.Parameters.ToJsonString().Contains("idempotency_key", StringComparison.Ordinal))
        {
            _keyed.Add(request);
        }

        return AskAsync(caller, request, killed);
    }

    // What is being carried out at that moment cannot be scheduled again; an entry may have been changed by others.
    private static bool IsExpected(LoadRequest request, int code) => (request.Operation, code) is ("schedule", 108) or ("map_publish", 413);

    private async Task<JsonNode?> AskAsync(ICaller caller, LoadRequest request, CancellationToken killed)
    {
        JsonNode? result = null;
        try
        {
            var answer = await caller.CallAsync(request.Operation, request.Parameters, killed);

            if (answer["error"] is { } error && !IsExpected(request, (int)error["code"]!))
            {
                throw new InvalidOperationException($"{request}: {answer.ToJsonString()}");
            }

            result = answer["result"] ?? (request.Operation is "schedule" ? null : answer["error"]);
            return result;
        }
        finally
        {
            record.Note(user, request, result);
        }
    }
}
