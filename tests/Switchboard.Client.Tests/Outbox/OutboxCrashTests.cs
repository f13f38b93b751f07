using Switchboard.Client.Tests.Support;

namespace Switchboard.Client.Tests.Outbox;

/// <summary>Programs that die, and disks that are full.</summary>
public sealed class OutboxCrashTests : IAsyncDisposable
{
    private readonly OutboxBench _bench = new();

    [Fact]
    public async Task Program_KilledWhileItPublishes_LeavesAllThatWasTaken()
    {
        const int Enough = 200;
        var taken = new List<string>();
        await using (var program = TestProgram.Start("publisher", _bench.File))
        {
            while (taken.Count < Enough)
            {
                taken.Add(await program.ReadLineAsync() ?? throw new InvalidOperationException("It ended."));
            }

            await program.KillAsync();
            taken.AddRange(CompleteLines(await program.ReadToEndAsync()));
        }

        var hub = ScriptedHub.Online();
        await OutboxBench.DrainAsync(_bench.Create(hub));

        // What was taken and not yet written out, one for each thread, may be there, too.
        var arrived = hub.Arrived.Select(item => $"{item.IdempotencyKey} {OutboxBench.Text(item).Trim('"')}").ToArray();
        Assert.Empty(taken.Except(arrived, StringComparer.Ordinal));
        Assert.InRange(arrived.Length, taken.Count, taken.Count + 4);
        foreach (var ofThread in hub.Effects.Select(text => text.Trim('"').Split(' ')).GroupBy(parts => parts[0], StringComparer.Ordinal))
        {
            Assert.Equal(Enumerable.Range(0, ofThread.Count()).Select(number => $"{number}"), ofThread.Select(parts => parts[1]), StringComparer.Ordinal);
        }
    }

    [Fact]
    public async Task Disk_ThatIsFull_IsToldAndLosesNothing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The limit is one of its shell.");
        string[] lines;
        await using (var program = TestProgram.StartWithinFileLimit(512, "publisher", _bench.File))
        {
            lines = CompleteLines(await program.ReadToEndAsync());
        }

        var taken = lines.Where(line => !line.StartsWith("failed", StringComparison.Ordinal)).ToArray();
        Assert.Equal(4, lines.Count(line => line == "failed Unavailable"));
        var hub = ScriptedHub.Online();
        await OutboxBench.DrainAsync(_bench.Create(hub));
        Assert.NotEmpty(taken);
        Assert.Equal(taken.Order(StringComparer.Ordinal), hub.Arrived.Select(item => $"{item.IdempotencyKey} {OutboxBench.Text(item).Trim('"')}").Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    private static string[] CompleteLines(string text)
        => text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
