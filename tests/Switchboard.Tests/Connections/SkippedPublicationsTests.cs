using System.Text;
using Switchboard.Connections;
using Switchboard.Diagnostics;
using Switchboard.Extensibility;
using Switchboard.Inbox;
using Switchboard.Tests.Support;
using Switchboard.Timing;
using Xunit;

namespace Switchboard.Tests.Connections;

public sealed class SkippedPublicationsTests : IAsyncDisposable
{
    private readonly EngineHub _hub = EngineHub.Create();

    [Fact]
    public void Skip_Many_IsToldOnceAMinuteForEachReason()
    {
        var logger = new RecordingLogger<SkippedPublications>();
        var skipped = new SkippedPublications(_hub.Get<HubMetrics>(), _hub.Get<Clock>(), logger);

        skipped.NotJson("a", "one", 1);
        skipped.NotJson("a", "two", 2);
        skipped.TooDeep("b", 3);
        _hub.Time.Advance(TimeSpan.FromSeconds(60));
        skipped.NotJson("c", "one", 4);

        Assert.Equal([116, 117, 116], logger.Entries.Select(static entry => entry.Id));
        Assert.StartsWith("6 publications", logger.Entries.Last().Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inbox_MessageNestedTooDeep_IsLeftOut()
    {
        await AppendAsync("m1", new string('[', 60) + new string(']', 60));
        await AppendAsync("m2", "1");

        var page = await _hub.Get<InboxRouter>().ReadAsync("ann", new InboxRead(), EngineHub.Cancelled);

        Assert.Equal("m2", Assert.Single(page.Messages).Id);
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    // As it was kept when more was allowed.
    private async Task AppendAsync(string id, string json) => await _hub.Get<InboxRouter>().Store.AppendAsync(
        new InboxAppend
        {
            User = "ann",
            Id = id,
            Sender = new MessageSender(PrincipalKind.Service, ""),
            Publication = new Publication { Data = Encoding.UTF8.GetBytes(json) },
            MaxMessages = 10,
            MaxAge = TimeSpan.FromDays(1),
            RememberFor = TimeSpan.FromDays(1),
        },
        EngineHub.Cancelled);
}
