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

    private static Task<HubServer> StartAsync(Decisions hooks) => HubServer.StartAsync(builder => builder.AddHooks(hooks), _namespaces);
}
