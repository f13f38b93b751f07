using System.Text.Json.Nodes;
using Switchboard.Specs;
using Switchboard.Storage.Tests.Support;
using Xunit;

namespace Switchboard.Storage.Tests.Crash;

/// <summary>Reads what a server has, through its operations.</summary>
internal sealed class CrashReader(HubProcess hub, CrashRecord record)
{
    private const int Portion = 1000;
    private const int FewEntries = 7;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Waits until nothing is scheduled any more.</summary>
    public async Task UntilNothingWaitsAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        patience.CancelAfter(Patience.Limit);
        foreach (var owner in LoadActor.Users.Prepend(""))
        {
            while ((await ResultAsync("scheduled", owner.Length == 0 ? [] : new JsonObject { ["user"] = owner }))["schedules"]!.AsArray().Count > 0)
            {
                await Task.Delay(50, patience.Token);
            }
        }
    }

    /// <summary>Waits until senders were told the last state of everything, and reads what there is then.</summary>
    public async Task<(Dictionary<string, FoundInbox> Inboxes, Dictionary<string, FoundState> States)> InboxesAsync()
    {
        var deadline = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var inboxes = new Dictionary<string, FoundInbox>(StringComparer.Ordinal);
            foreach (var user in LoadActor.Users)
            {
                inboxes[user] = await InboxAsync(user);
            }

            var states = await StatesAsync(inboxes);
            if (!InboxChecker.MissingReceipts(inboxes, states).Any() || TimeProvider.System.GetElapsedTime(deadline) > Patience.Limit)
            {
                return (inboxes, states);
            }

            await Task.Delay(100, Cancelled);
        }
    }

    /// <summary>What was scheduled and has happened.</summary>
    public async Task<IReadOnlyList<ScheduledEffect>> EffectsAsync(IReadOnlyDictionary<string, FoundInbox> inboxes)
    {
        var published = (await hub.ReadPublicationsAsync(LoadActor.LaterChannel)).Select(entry => entry.Publication).Select(publication => new ScheduledEffect(
            (string)publication["data"]!, LoadActor.LaterChannel, (long)publication["time"]!, LatenessOf(publication)));
        var scheduled = record.Inboxes.Schedules.Select(schedule => schedule.Text).ToHashSet(StringComparer.Ordinal);
        var sent = inboxes.SelectMany(inbox => inbox.Value.Messages.Where(message => scheduled.Contains(message.Text))
            .Select(message => new ScheduledEffect(message.Text, inbox.Key, message.Time, message.LateMilliseconds)));
        return [.. published, .. sent];
    }

    /// <summary>All changes of the map, oldest first.</summary>
    public async Task<IReadOnlyList<FoundChange>> ChangesAsync()
    {
        var all = new List<FoundChange>();
        while (true)
        {
            var parameters = new JsonObject { ["limit"] = Portion };
            if (all.Count > 0)
            {
                parameters["since_offset"] = all[^1].Position.Offset;
                parameters["since_epoch"] = all[^1].Position.Epoch;
            }

            var result = await MapResultAsync("map_read_stream", parameters);
            var page = result["entries"]!.AsArray();
            all.AddRange(page.Select(change => FoundChange.From(change!, (string)result["epoch"]!)));
            if (page.Count == 0)
            {
                return all;
            }
        }
    }

    /// <summary>All entries of the map, a few at a time.</summary>
    public async Task<IReadOnlyList<FoundChange>> EntriesAsync()
    {
        var all = new List<FoundChange>();
        string? cursor = null;
        do
        {
            var result = await MapResultAsync("map_read_state", new JsonObject { ["limit"] = FewEntries, ["cursor"] = cursor });
            all.AddRange(result["entries"]!.AsArray().Select(entry => FoundChange.From(entry!, (string)result["epoch"]!)));
            cursor = (string?)result["cursor"];
        }
        while (cursor is not null);
        var stats = await MapResultAsync("map_stats", []);
        Assert.Equal(all.Count, (int)stats["num_keys"]!);
        return all;
    }

    private Task<JsonNode> MapResultAsync(string operation, JsonObject parameters)
    {
        parameters["channel"] = LoadRequest.MapChannel;
        return ResultAsync(operation, parameters);
    }

    private static long? LatenessOf(JsonNode publication)
        => (string?)publication["tags"]?["late_ms"] is { } late ? long.Parse(late, System.Globalization.CultureInfo.InvariantCulture) : null;

    private async Task<FoundInbox> InboxAsync(string user)
    {
        var current = await MessagesAsync(user, isArchived: false);
        var archived = await MessagesAsync(user, isArchived: true);
        var notices = await hub.ReadPublicationsAsync($"notices:#{user}");
        Assert.Empty(HistoryChecker.CheckPositions(user, [.. notices.Select(notice => notice.Position)]));
        return new FoundInbox([.. current.Messages, .. archived.Messages], archived.Unread)
        {
            Notices = [.. notices.SelectMany(notice => NoticesOf(notice.Publication))],
        };
    }

    private static IEnumerable<FoundNotice> NoticesOf(JsonNode publication)
    {
        var data = publication["data"]!;
        return (string?)publication["tags"]?["event"] switch
        {
            null => [new FoundNotice("", (string)publication["tags"]!["id"]!, default)],
            "mark" => data["ids"]!.AsArray().Select(id => new FoundNotice("mark", (string)id!, default)),
            var name => [new FoundNotice(name, (string)data["id"]!, FoundStates.Parse(data["state"]))],
        };
    }

    private async Task<FoundInbox> MessagesAsync(string user, bool isArchived)
    {
        var messages = new List<FoundMessage>();
        JsonNode? page = null;
        do
        {
            var parameters = new JsonObject { ["user"] = user, ["limit"] = Portion, ["archived"] = isArchived };
            if (page is not null)
            {
                parameters["cursor"] = (string)page["cursor"]!;
            }

            page = await ResultAsync("inbox", parameters);
            messages.AddRange(page["messages"]!.AsArray().Select(message => MessageOf(message!)));
        }
        while (page["cursor"] is not null);

        return new FoundInbox(messages, (long)page["unread"]!);
    }

    private static FoundMessage MessageOf(JsonNode message) => new((string)message["id"]!, (string)message["data"]!, (string?)message["sender"] ?? "")
    {
        State = FoundStates.Parse(message["state"]),
        IsArchived = (bool)message["archived"]!,
        Time = (long)message["time"]!,
        LateMilliseconds = LatenessOf(message),
    };

    private async Task<Dictionary<string, FoundState>> StatesAsync(Dictionary<string, FoundInbox> inboxes)
    {
        var ids = inboxes.Values.SelectMany(inbox => inbox.Messages).Select(message => message.Id)
            .Concat(record.Inboxes.Sends.Select(send => send.Id).OfType<string>())
            .Concat(record.Inboxes.Marks.Select(mark => mark.Id))
            .Distinct(StringComparer.Ordinal).Chunk(Portion).ToArray();
        var states = new Dictionary<string, FoundState>(StringComparer.Ordinal);
        await AddStatesAsync(hub, "", ids, states);
        foreach (var user in LoadActor.Users)
        {
            using var socket = await hub.ConnectAsync(user);
            await AddStatesAsync(new SocketCaller(socket), user, ids, states);
        }

        return states;
    }

    private static async Task AddStatesAsync(ICaller caller, string sender, string[][] ids, Dictionary<string, FoundState> states)
    {
        foreach (var some in ids)
        {
            var result = await ResultAsync(caller, "state", new JsonObject { ["ids"] = new JsonArray([.. some.Select(id => (JsonNode)id)]) });
            foreach (var message in result["messages"]!.AsArray())
            {
                states.Add((string)message!["id"]!, new FoundState(sender, FoundStates.Parse(message["state"])));
            }
        }
    }

    private Task<JsonNode> ResultAsync(string operation, JsonObject parameters) => ResultAsync(hub, operation, parameters);

    private static async Task<JsonNode> ResultAsync(ICaller caller, string operation, JsonObject parameters)
    {
        var answer = await caller.CallAsync(operation, parameters, Cancelled);
        return answer["result"] ?? throw new InvalidOperationException(answer.ToJsonString());
    }
}
