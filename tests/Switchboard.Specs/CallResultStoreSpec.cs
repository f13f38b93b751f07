using System.Text;
using Switchboard.Extensibility;
using Xunit;

namespace Switchboard.Specs;

/// <summary>The contract of <see cref="ICallResultStore"/>. An adapter's tests inherit it and make a store.</summary>
public abstract class CallResultStoreSpec
{
    // No key of an application, but what one may be.
    private const string Key = "1.m:3.2.4\u00002:k\n\u00fc";

    private static readonly TimeSpan _window = TimeSpan.FromMinutes(5);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Makes an empty store.</summary>
    protected abstract ValueTask<CallResultStoreFixture> CreateAsync();

    [Fact]
    public async Task Begin_NewKey_BeginsOnce()
    {
        await using var bench = await CreateAsync();

        Assert.Null(await BeginAsync(bench));
        Assert.False((await BeginAsync(bench))?.HasEnded);
        Assert.Null(await BeginAsync(bench, "another"));
    }

    [Theory]
    [InlineData("{\"a\":1}")]
    [InlineData("")]
    public async Task End_Result_IsGivenAgain(string data)
    {
        await using var bench = await CreateAsync();
        await BeginAsync(bench);

        await EndAsync(bench, new CallResult { HasEnded = true, Data = Encoding.UTF8.GetBytes(data) });

        var known = await BeginAsync(bench);
        Assert.NotNull(known);
        Assert.True(known.HasEnded);
        Assert.Null(known.Error);
        Assert.Equal(data, Encoding.UTF8.GetString(known.Data.Span));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task End_Error_IsGivenAgain(bool isTemporary)
    {
        await using var bench = await CreateAsync();
        await BeginAsync(bench);

        await EndAsync(bench, new CallResult { HasEnded = true, Error = new ErrorCode(1001, "sold\u0000out", isTemporary) });

        Assert.Equal(new ErrorCode(1001, "sold\u0000out", isTemporary), (await BeginAsync(bench))?.Error);
    }

    [Fact]
    public async Task Forget_Key_MayBeginAgain()
    {
        await using var bench = await CreateAsync();
        await BeginAsync(bench);

        await bench.Store.ForgetAsync(Key, Cancelled);

        Assert.Null(await BeginAsync(bench));
        await bench.Store.ForgetAsync("unknown", Cancelled);
    }

    [Fact]
    public async Task Window_CountsFromTheEnd()
    {
        await using var bench = await CreateAsync();
        await BeginAsync(bench);
        bench.Advance(_window / 2);
        await EndAsync(bench, new CallResult { HasEnded = true });
        bench.Advance(_window * 0.75);
        await bench.SweepAsync();

        Assert.True((await BeginAsync(bench))?.HasEnded);
        bench.Advance(_window / 2);
        Assert.Null(await BeginAsync(bench));
    }

    [Fact]
    public async Task Sweep_PastItsTime_IsGone()
    {
        await using var bench = await CreateAsync();
        await BeginAsync(bench);
        await BeginAsync(bench, "later", _window * 3);
        bench.Advance(_window * 2);

        await bench.SweepAsync();

        Assert.Null(await BeginAsync(bench));
        Assert.NotNull(await BeginAsync(bench, "later"));
    }

    private static ValueTask<CallResult?> BeginAsync(CallResultStoreFixture bench, string key = Key, TimeSpan? rememberFor = null)
        => bench.Store.BeginAsync(key, rememberFor ?? _window, Cancelled);

    private static ValueTask EndAsync(CallResultStoreFixture bench, CallResult result) => bench.Store.EndAsync(Key, result, _window, Cancelled);
}
