using System.Text.Json.Nodes;
using Switchboard.Storage.Tests.Support;

namespace Switchboard.Storage.Tests.Crash;

/// <summary>A user's device: sends, acknowledges what it receives, reads, archives, deletes, and looks at what became of what it sent.</summary>
internal sealed class UserActor(string name, string user, CrashRecord record) : LoadActor(name, user, record)
{
    private const int Looked = 20;

    private readonly List<string> _sent = [];
    private readonly List<(string Id, bool IsScheduled)> _received = [];
    private CentrifugeSocket? _socket;

    /// <summary>Goes on until the server is gone.</summary>
    public async Task RunAsync(CentrifugeSocket socket, int round, Random random, CancellationToken killed)
    {
        _socket = socket;
        await RunAsync(new SocketCaller(socket), round, random, killed);
    }

    /// <inheritdoc/>
    protected override async Task StepAsync(ICaller caller, string text, Random random, CancellationToken killed)
    {
        _received.AddRange(_socket!.TakePublications()
            .Where(publication => publication["tags"]?["event"] is null)
            .Select(publication => ((string)publication["tags"]!["id"]!, IsScheduled((string)publication["data"]!))));
        switch (random.Next(10))
        {
            case < 4:
                var sent = await SendAsync(caller, text, random, killed);
                _sent.Add((string)sent!["messages"]![0]!["id"]!);
                break;
            case 4:
                await ScheduleAsync(caller, text, random, killed);
                break;
            case < 8:
                await MarkAsync(caller, random, killed);
                break;
            case 8 when _sent.Count > 0:
                await LookAsync(caller, "state", new JsonObject { ["ids"] = Ids(_sent.TakeLast(Looked)) }, killed);
                break;
            default:
                await LookAsync(caller, "inbox", new JsonObject { ["limit"] = Looked, ["archived"] = random.Next(3) == 0 }, killed);
                break;
        }
    }

    private static JsonArray Ids(IEnumerable<string> ids) => [.. ids.Select(id => (JsonNode)id)];

    private async Task MarkAsync(ICaller caller, Random random, CancellationToken killed)
    {
        var mark = random.Next(10) switch { < 5 => InboxMark.Delivered, < 8 => InboxMark.Read, 8 => InboxMark.Archived, _ => InboxMark.Deleted };

        // Whether what was scheduled has happened is seen by its being there.
        var ids = _received.TakeLast(Looked).Where(message => random.Next(3) == 0 && !(message.IsScheduled && mark == InboxMark.Deleted))
            .Select(message => message.Id).Distinct(StringComparer.Ordinal).ToArray();
        if (ids.Length == 0)
        {
            return;
        }

        var isAcknowledged = false;
        try
        {
            var answer = await caller.CallAsync("mark", new JsonObject { ["ids"] = Ids(ids), ["as"] = FoundStates.NameOf(mark) }, killed);
            isAcknowledged = answer["result"] is not null ? true : throw new InvalidOperationException(answer.ToJsonString());
        }
        finally
        {
            Record.Note(User, ids, mark, isAcknowledged);
        }
    }

    private async Task LookAsync(ICaller caller, string operation, JsonObject parameters, CancellationToken killed)
    {
        var answer = await caller.CallAsync(operation, parameters, killed);
        foreach (var message in answer["result"]!["messages"]!.AsArray())
        {
            Record.Inboxes.Sightings.Enqueue(new StateSighting(Name, (string)message!["id"]!, FoundStates.Parse(message["state"])));
        }
    }
}
