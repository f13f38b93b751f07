using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Switchboard.Hosting;
using Switchboard.Tests.Commands;
using Switchboard.Tests.Configuration;
using Xunit;

namespace Switchboard.Tests.Calls;

/// <summary>Methods that an application maps beside its endpoints.</summary>
public sealed class MapCallTests
{
    [Fact]
    public async Task MapCall_Types_AreReadAndWritten()
    {
        await using var app = Create();
        app.MapCall("dearer", (Order order, CallContext _) => Task.FromResult(order with { Number = order.Number + 1 }), OrderContext.Default.Order, OrderContext.Default.Order);

        var result = await CallAsync(app, "dearer", new Order(7, "tea"));

        Assert.Equal(new Order(8, "tea"), result);
    }

    [Fact]
    public async Task MapCall_OptionsOfHttpJson_DescribeTheTypes()
    {
        await using var app = Create(services => services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.TypeInfoResolver = OrderContext.Default;
            options.SerializerOptions.PropertyNamingPolicy = null;
            options.SerializerOptions.WriteIndented = true;
        }));
        app.MapCall("same", (Order order, CallContext _) => order);
        app.MapCall("later", async (Order order, CallContext _) =>
        {
            await Task.Yield();
            return order;
        });

        Assert.Equal(new Order(7, "tea"), await CallAsync(app, "same", new Order(7, "tea")));
        Assert.Equal(new Order(7, "tea"), await CallAsync(app, "later", new Order(7, "tea")));
        var raw = await app.Services.GetRequiredService<ISwitchboard>().CallAsync("same", """{"Number":1,"What":"x"}"""u8.ToArray(), cancellationToken: TestContext.Current.CancellationToken);
        Assert.DoesNotContain((byte)'\n', raw.ToArray());
        var problem = Assert.Throws<InvalidOperationException>(() => app.MapCall("unknown", (Version version, CallContext _) => 1));
        Assert.Contains("'unknown' cannot be bound: its parameter 'Version version'", problem.Message, StringComparison.Ordinal);
        problem = Assert.Throws<InvalidOperationException>(() => app.MapCall("unknown", (Order _) => new Version(1, 2)));
        Assert.Contains("'unknown' cannot be bound: it returns Version", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("""{"Number":"seven"}""")]
    public async Task MapCall_OtherJson_IsABadRequest(string json)
    {
        await using var app = Create();
        app.MapCall("same", (Order order, CallContext _) => Task.FromResult(order), OrderContext.Default.Order, OrderContext.Default.Order);

        var thrown = await Assert.ThrowsAsync<SwitchboardException>(() => app.Services.GetRequiredService<ISwitchboard>()
            .CallAsync("same", System.Text.Encoding.UTF8.GetBytes(json), cancellationToken: TestContext.Current.CancellationToken).AsTask());

        Assert.Equal(ErrorCodes.BadRequest, thrown.Error);
    }

    [Fact]
    public async Task MapCall_NamesThatCannotBe_AreRefused()
    {
        await using var app = Create();

        Assert.Throws<ArgumentException>(() => app.MapCall("sb.same", (JsonElement json, CallContext _) => json));
        Assert.Throws<ArgumentException>(() => app.MapCall("", (JsonElement json, CallContext _) => json));
    }

    [Fact]
    public async Task MapCall_WithoutTheHub_SaysWhatIsMissing()
    {
        await using var app = WebApplication.CreateSlimBuilder().Build();

        var thrown = Assert.Throws<InvalidOperationException>(() => app.MapCall("same", (JsonElement json, CallContext _) => json));

        Assert.Contains("AddSwitchboard", thrown.Message, StringComparison.Ordinal);
    }

    private static async Task<Order?> CallAsync(WebApplication app, string method, Order order)
        => await app.Services.GetRequiredService<ISwitchboard>()
            .CallAsync(method, order, OrderContext.Default.Order, OrderContext.Default.Order, cancellationToken: TestContext.Current.CancellationToken);

    private static WebApplication Create(Action<IServiceCollection>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddConfiguration(ConfigurationOf.Json("""{ "namespaces": { "default": { "allowCall": ["service"] } } }"""));
        builder.Services.AddSwitchboard(builder.Configuration);
        configure?.Invoke(builder.Services);
        return builder.Build();
    }
}
