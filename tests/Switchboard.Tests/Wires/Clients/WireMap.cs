using System.Text.Json;
using Switchboard.Wire.Centrifuge;
using Xunit;

namespace Switchboard.Tests.Wires.Clients;

/// <summary>A map channel as a client of any wire sees it: page by page, then live.</summary>
internal sealed class WireMap(WireConnection connection, string channel)
{
    private readonly Dictionary<string, string> _entries = new(StringComparer.Ordinal);

    /// <summary>The data of the entries by key.</summary>
    public IReadOnlyDictionary<string, string> Entries => _entries;

    /// <summary>How many answers it took to come in.</summary>
    public int Steps { get; private set; }

    /// <summary>The answer with which it went live.</summary>
    public JsonElement Live { get; private set; }

    /// <summary>Where it is.</summary>
    public (long Offset, string Epoch) Position { get; private set; }

    /// <summary>Comes in, and does something between two answers.</summary>
    /// <param name="limit">How many entries or changes an answer has.</param>
    /// <param name="between">What happens meanwhile; null for nothing.</param>
    /// <param name="fields">More fields of each request.</param>
    public async Task ComeInAsync(int limit = 0, Func<Task>? between = null, string fields = "")
    {
        var (cursor, phase) = ("", MapPhase.State);
        (Steps, Position) = (0, (0, ""));
        _entries.Clear();
        while (true)
        {
            var more = fields.Length > 0 ? "," + fields : "";
            var at = Position.Epoch is { Length: > 0 } epoch ? $",\"offset\":{Position.Offset},\"epoch\":\"{epoch}\"" : "";
            var answer = await connection.ResultAsync("subscribe", $$"""{"channel":"{{channel}}","type":1,"phase":{{phase}},"cursor":"{{cursor}}","limit":{{limit}}{{at}}{{more}}}""");
            Steps++;
            Take(answer, isFirst: Steps == 1);
            if (answer.Number("phase") == MapPhase.Live)
            {
                Live = answer;
                return;
            }

            cursor = answer.Text("cursor");
            phase = cursor.Length > 0 ? MapPhase.State : MapPhase.Stream;
            await (between?.Invoke() ?? Task.CompletedTask);
        }
    }

    /// <summary>Comes back from a position.</summary>
    public async Task<WireAnswer> ComeBackAsync()
    {
        var answer = await connection.CommandAsync(
            "subscribe", $$"""{"channel":"{{channel}}","type":1,"phase":1,"recover":true,"offset":{{Position.Offset}},"epoch":"{{Position.Epoch}}"}""");
        if (answer.Code == 0)
        {
            Take(answer.Result, isFirst: false);
        }

        return answer;
    }

    /// <summary>Takes in what comes until it is at an offset.</summary>
    public async Task ReachAsync(ulong offset)
    {
        while (Position.Offset < (long)offset)
        {
            var change = await connection.FindAsync(WireEventKind.Publication);
            Assert.Equal((channel, Position.Offset + 1), (change.Channel, change.Body.Number("offset")));
            Apply(change.Body);
            Position = (change.Body.Number("offset"), Position.Epoch);
        }
    }

    private void Take(JsonElement answer, bool isFirst)
    {
        foreach (var entry in answer.List("state"))
        {
            Assert.True(_entries.TryAdd(entry.Text("key"), entry.Json("data")), $"{entry.Text("key")} came twice.");
        }

        var at = isFirst ? answer.Number("offset") - answer.List("publications").Length : Position.Offset;
        foreach (var change in answer.List("publications"))
        {
            Assert.Equal(++at, change.Number("offset"));
            Apply(change);
        }

        Position = (answer.Number("offset"), answer.Text("epoch"));
        Assert.Equal(at, Position.Offset);
    }

    private void Apply(JsonElement change)
    {
        if (change.Flag("removed"))
        {
            _entries.Remove(change.Text("key"));
        }
        else
        {
            _entries[change.Text("key")] = change.Json("data");
        }
    }
}
