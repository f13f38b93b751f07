using System.Text;
using Switchboard.Extensibility;
using Switchboard.Tests.Hub;
using Xunit;

namespace Switchboard.Tests.Hooks;

/// <summary>What hooks see of publications that change, and what they can do to them.</summary>
public sealed class MutationHooksTests
{
    private static readonly string[] _namespaces =
    [
        "Namespaces:grow:Mutable=true", "Namespaces:grow:HistorySize=10", "Namespaces:grow:AllowPublish=anonymous", "Namespaces:grow:AllowHistory=anonymous",
    ];

    private static readonly StreamRetention _retention = new(10, TimeSpan.FromMinutes(5), TimeSpan.FromDays(1));

    [Fact]
    public async Task Publishing_Changes_AreSeenWithTheirTagsWhichStay()
    {
        var seen = new List<string>();
        var hooks = new Decisions
        {
            Publishing = Decisions.At<PublishingContext>(context =>
            {
                seen.Add($"{context.Options.Tags!.GetValueOrDefault("id")}{context.Options.Tags!.GetValueOrDefault("change")} {Encoding.UTF8.GetString(context.Data.Span)}");
                context.Data = "\"checked\""u8.ToArray();
                context.Options = context.Options with { Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["of"] = "another", ["by"] = "hook" } };
            }),
        };
        await using var hub = await StartAsync(hooks);
        await using var client = await WireClient.ConnectAsync(hub);

        await client.ResultAsync("rpc", """{"method":"sb.publish","data":{"channel":"grow:a","id":"a","data":"one"}}""");
        await client.ResultAsync("rpc", """{"method":"sb.append","data":{"channel":"grow:a","id":"a","data":"two"}}""");

        Assert.Equal(["a \"one\"", "append \"two\""], seen, StringComparer.Ordinal);
        var changes = await hub.Get<IStreamStore>().ReadAsync("grow:a", _retention, new StreamRead { Limit = 10 }, TestContext.Current.CancellationToken);
        Assert.Equal("by=hook change=append of=a", string.Join(' ', changes.Publications[1].Tags!.Select(static tag => $"{tag.Key}={tag.Value}").Order(StringComparer.Ordinal)));
        var wholes = await hub.Get<IWholeStore>().ReadWholesAsync("grow:a", _retention, new WholeRead(), TestContext.Current.CancellationToken);
        Assert.Equal("\"checkedchecked\"", Encoding.UTF8.GetString(Assert.Single(wholes.Publications).Data.Span));
    }

    [Fact]
    public async Task Change_ByServicesThatMayNotEdit_IsThatOfTheirOwn()
    {
        await using var hub = await HubServer.StartAsync(
            "Namespaces:own:Mutable=true", "Namespaces:own:HistorySize=10", "Namespaces:own:AllowEdit=user", "Namespaces:own:AllowPublish=service,anonymous");
        await using var client = await WireClient.ConnectAsync(hub);
        await client.ResultAsync("rpc", """{"method":"sb.publish","data":{"channel":"own:a","id":"theirs","data":"a"}}""");
        var service = hub.Get<ISwitchboard>();
        await service.PublishMutableAsync("own:a", "\"b\""u8.ToArray(), new PublishOptions { Id = "own" }, TestContext.Current.CancellationToken);

        Assert.Equal(3u, (await service.AppendAsync("own:a", "own", "\"c\""u8.ToArray(), cancellationToken: TestContext.Current.CancellationToken)).Position.Offset);
        var refused = await Assert.ThrowsAsync<SwitchboardException>(
            async () => await service.AppendAsync("own:a", "theirs", "\"c\""u8.ToArray(), cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal((103u, "foreign"), (refused.Error.Code, refused.Error.Details!.Reason));
    }

    [Fact]
    public async Task Publish_OfATakenId_TellsNothingToThoseWhoMayNotRead()
    {
        await using var hub = await HubServer.StartAsync("Namespaces:box:Mutable=true", "Namespaces:box:HistorySize=10", "Namespaces:box:AllowPublish=anonymous");
        await using var ann = await WireClient.ConnectAsync(hub);
        await using var bob = await WireClient.ConnectAsync(hub);
        await ann.ResultAsync("rpc", """{"method":"sb.publish","data":{"channel":"box:a","id":"a","data":"a"}}""");

        Assert.Equal(103, await bob.ErrorAsync("rpc", """{"method":"sb.publish","data":{"channel":"box:a","id":"a","data":"a"}}"""));
    }

    private static Task<HubServer> StartAsync(Decisions hooks) => HubServer.StartAsync(builder => builder.AddHooks(hooks), _namespaces);
}
