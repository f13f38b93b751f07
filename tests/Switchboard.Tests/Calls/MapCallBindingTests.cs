using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Switchboard.Hosting;
using Switchboard.Tests.Commands;
using Switchboard.Tests.Configuration;
using Xunit;

namespace Switchboard.Tests.Calls;

/// <summary>The handlers that MapCall takes, and where their arguments come from.</summary>
public sealed class MapCallBindingTests
{
    private const string Tea = """{"Number":7,"What":"tea"}""";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string, Delegate, string> Handlers => new()
    {
        { "value", (Order order) => order, Tea },
        { "text", (Order order) => order.What, "\"tea\"" },
        { "no request", () => "pong", "\"pong\"" },
        { "no value", (Order order) => order with { Number = 8 } == order ? order : null, "null" },
        { "task", async (Order order) => { await Task.Yield(); return order; }, Tea },
        { "value task", async ValueTask<Order> (Order order) => { await Task.Yield(); return order; }, Tea },
        { "task of a value type", (Order order) => Task.FromResult(order.Number), "7" },
        { "value task of a value type", (Order order) => ValueTask.FromResult(order.Number), "7" },
        { "object", object (Order order) => order, Tea },
        { "anonymous type", (Order order) => new { order.Number }, """{"Number":7}""" },
        { "void", (Order _) => { }, "" },
        { "task without a result", async (Order _) => await Task.Yield(), "" },
        { "value task without a result", async ValueTask (Order _) => await Task.Yield(), "" },
        { "completed task", (Order _) => Task.CompletedTask, "" },
        { "static method group", StaticAsync, "8" },
        { "instance method group", new Shop(2).PriceAsync, "14" },
        { "instance method group that does not wait", new Shop(3).Price, "21" },
        { "extension method group", new Order(7, "tea").Times, "21" },
        { "static lambda", static (Order order, CallContext call) => $"{call.Method} {order.What}", "\"call tea\"" },
        { "caller in front", (CallContext call, Order order) => $"{call.Caller.Kind} {order.Number}", "\"Service 7\"" },
        { "token", (Order order, CancellationToken stop) => stop.CanBeCanceled ? order.Number : 0, "7" },
        { "service", (Shop shop, Order order) => shop.Price(order), "70" },
        { "interface", (Order order, IPrices prices) => prices.Of(order), "77" },
        { "services of one type", (Order order, IEnumerable<IPrices> prices) => prices.Sum(one => one.Of(order)), "77" },
        { "hub", (Order _, ISwitchboard hub) => hub is not null, "true" },
        { "provider", (Order _, IServiceProvider services, CallContext call) => ReferenceEquals(services.GetService<Scoped>(), call.Services.GetService<Scoped>()), "true" },
        { "key", (Order order, [FromKeyedServices("half")] IPrices prices) => prices.Of(order), "3" },
        { "optional key", (Order order, [FromKeyedServices("none")] IPrices? prices) => prices?.Of(order) ?? order.Number, "7" },
        { "optional service", (Order order, [FromServices] IFormatProvider? none) => none is null ? order.Number : 0, "7" },
        { "default service", (Order order, [FromServices] IFormatProvider none = null!) => none is null ? order.Number : 0, "7" },
        { "service as request", ([FromBody] Wrapped wrapped) => wrapped.Number, "7" },
        { "json", (JsonElement order) => order.GetProperty("What").GetString(), "\"tea\"" },
        { "delegate type", new Func<Order, CallContext, int>((order, _) => order.Number), "7" },
        { "covariant delegate", new Func<Order, object>(StaticCovariant), "\"7\"" },
    };

    public static TheoryData<string, Delegate> Unbindable => new()
    {
        { "'Order first' and 'Order second' are both no services", (Order first, Order second) => first == second },
        { "'IUnknown unknown' is no service", (Order order, IUnknown unknown) => unknown is null ? order : null },
        { "'IUnknown unknown' is a service, and there is none", (Order order, [FromServices] IUnknown unknown) => unknown is null ? order : null },
        { "the key 'none', and there is none", (Order order, [FromKeyedServices("none")] IPrices prices) => prices.Of(order) },
        { "'Order& order' is passed by reference", (ref Order order) => order.Number },
        { "'Int32& number' is passed by reference", (Order order, out int number) => number = order.Number },
        { "'ReadOnlySpan`1 text' is passed by reference", (ReadOnlySpan<char> text) => text.Length },
        { "'HttpContext http' is of an HTTP request", (Order order, HttpContext http) => http.TraceIdentifier + order.What },
        { "'Int32 page' is of an HTTP request", ([FromQuery] int page) => page },
        { "it returns YieldAwaitable, which would have to be awaited", (Order _) => Task.Yield() },
        { "it returns Task, which would have to be awaited", (Order _) => Task.FromResult(Task.CompletedTask) },
        { "it returns IResult, which answers HTTP requests", (Order order) => TypedResults.Ok(order) as IResult },
        { "it returns IAsyncEnumerable`1, a stream of values", (Order order) => Stream(order) },
#pragma warning disable MA0147 // What is refused.
        { "it is async and returns nothing", new Action<Order>(ForgetAsync) },
#pragma warning restore MA0147
        { "it is several handlers in one", new Action<Order>(static _ => { }) + new Action<Order>(static _ => { }) },
        { "the key of the handler", (Order order, [FromKeyedServices] IPrices prices) => prices.Of(order) },
    };

    [Theory]
    [MemberData(nameof(Handlers), DisableDiscoveryEnumeration = true)]
    public async Task MapCall_Handler_IsCarriedOutAndWaitedFor(string shape, Delegate handler, string expected)
    {
        await using var app = Create();
        app.MapCall("call", handler);

        Assert.Equal((shape, expected), (shape, await CallAsync(app, Tea)));
    }

    [Theory]
    [MemberData(nameof(Unbindable), DisableDiscoveryEnumeration = true)]
    public async Task MapCall_HandlerThatCannotBeBound_IsAnErrorThatNamesItAndSaysWhy(string expected, Delegate handler)
    {
        await using var app = Create();

        var problem = Assert.Throws<InvalidOperationException>(() => app.MapCall("shop:call", handler));

        Assert.StartsWith("The handler of the call 'shop:call' cannot be bound: ", problem.Message, StringComparison.Ordinal);
        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "none")]
    [InlineData("null", "none")]
    [InlineData(Tea, "tea")]
    public async Task MapCall_RequestThatMayBeAbsent_MayBe(string data, string expected)
    {
        await using var app = Create();
        app.MapCall("call", (Order? order) => order?.What ?? "none");

        Assert.Equal($"\"{expected}\"", await CallAsync(app, data));
    }

    [Fact]
    public async Task MapCall_RequestWithADefault_HasItWhereTheCallBringsNone()
    {
        await using var app = Create();
        app.MapCall("call", (int number = 5) => number);

        Assert.Equal(("5", "6"), (await CallAsync(app, ""), await CallAsync(app, "6")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[1]")]
    public async Task MapCall_RequestThatMayNotBeAbsent_IsABadRequest(string data)
    {
        await using var app = Create();
        app.MapCall("call", (Order order) => order.What);

        var thrown = await Assert.ThrowsAsync<SwitchboardException>(() => CallAsync(app, data));

        Assert.Equal(ErrorCodes.BadRequest, thrown.Error);
    }

    [Fact]
    public async Task MapCall_HandlerThatFailsAfterWaiting_IsAnswered()
    {
        await using var app = Create();
        app.MapCall("call", async ValueTask (Order _) =>
        {
            await Task.Yield();
            throw new SwitchboardException(new ErrorCode(1001, "sold out"));
        });

        var thrown = await Assert.ThrowsAsync<SwitchboardException>(() => CallAsync(app, Tea));

        Assert.Equal(1001u, thrown.Error.Code);
    }

    [Fact]
    public async Task MapCall_HandlerThatThrowsAtOnce_IsAnsweredWithItsError()
    {
        await using var app = Create();
        app.MapCall("call", int (Order _) => throw new SwitchboardException(new ErrorCode(1001, "sold out")));

        var thrown = await Assert.ThrowsAsync<SwitchboardException>(() => CallAsync(app, Tea));

        Assert.Equal(1001u, thrown.Error.Code);
    }

    [Fact]
    public async Task MapCall_TaskDeclaredAsAnObject_IsAnError()
    {
        await using var app = Create();
        app.MapCall("call", object (Order order) => Task.FromResult(order));

        var thrown = await Assert.ThrowsAsync<SwitchboardException>(() => CallAsync(app, Tea));

        Assert.Equal(ErrorCodes.Internal.Code, thrown.Error.Code);
    }

    [Fact]
    public async Task MapCall_ScopedService_LivesAsLongAsTheCall()
    {
        await using var app = Create();
        var seen = new List<Scoped>();
        app.MapCall("call", async (Order _, Scoped scoped) =>
        {
            seen.Add(scoped);
            await Task.Yield();
            return scoped.IsDisposed;
        });

        Assert.Equal(("false", "false"), (await CallAsync(app, Tea), await CallAsync(app, Tea)));
        Assert.NotSame(seen[0], seen[1]);
        Assert.True(seen[0].IsDisposed);
    }

    private static Task<int> StaticAsync(Order order) => Task.FromResult(order.Number + 1);

    private static string StaticCovariant(Order order) => order.Number.ToString(System.Globalization.CultureInfo.InvariantCulture) is "7" ? "7" : "";

#pragma warning disable MA0155 // What is refused.
    private static async void ForgetAsync(Order order) => await Task.Yield();
#pragma warning restore MA0155

    private static async IAsyncEnumerable<Order> Stream(Order order)
    {
        await Task.Yield();
        yield return order;
    }

    private static async Task<string> CallAsync(WebApplication app, string data)
        => Encoding.UTF8.GetString((await app.Services.GetRequiredService<ISwitchboard>().CallAsync("call", Encoding.UTF8.GetBytes(data), cancellationToken: Cancelled)).Span);

    private static WebApplication Create()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddConfiguration(ConfigurationOf.Json("""{ "namespaces": { "default": { "allowCall": ["service"] } } }"""));
        builder.Services.AddSwitchboard(builder.Configuration);
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.PropertyNamingPolicy = null);
        builder.Services.AddSingleton(new Shop(10));
        builder.Services.AddSingleton<IPrices>(new Prices(11));
        builder.Services.AddKeyedSingleton<IPrices>("half", new HalfPrices());
        builder.Services.AddSingleton(new Wrapped(0));
        builder.Services.AddScoped<Scoped>();
        return builder.Build();
    }

    private interface IPrices
    {
        int Of(Order order);
    }

    private interface IUnknown;

    private sealed class Prices(int factor) : IPrices
    {
        public int Of(Order order) => order.Number * factor;
    }

    private sealed class HalfPrices : IPrices
    {
        public int Of(Order order) => order.Number / 2;
    }

    private sealed record Wrapped(int Number);

    private sealed class Scoped : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }

    private sealed class Shop(int factor)
    {
        public int Factor => factor;

        public async ValueTask<int> PriceAsync(Order order, CancellationToken cancellationToken)
        {
            await Task.Delay(0, cancellationToken);
            return order.Number * factor;
        }

        public int Price(Order order) => order.Number * factor;
    }
}

/// <summary>An extension whose method group is closed over its first parameter.</summary>
internal static class OrderExtensions
{
    public static int Times(this Order order, JsonElement _) => order.Number * 3;
}
