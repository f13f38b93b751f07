using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Switchboard.Identity.Accounts;
using Switchboard.Identity.SignIn;
using Switchboard.Identity.Tests.Support;
using Xunit;

namespace Switchboard.Identity.Tests.SignIn;

public sealed class GuessTests
{
    [Fact]
    public async Task Login_TooManyGuesses_Is429ForKnownAndUnknownAlike()
    {
        await using var hub = await AccountHub.StartAsync("\"guessesPerAddress\": 3");
        await hub.CreateAccountAsync("anna");
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await hub.TryLoginAsync("nobody", "wrong password"));
        }

        using var unknown = await hub.SendAsync("/api/login", new { user = "nobody", password = "wrong password" });
        using var known = await hub.SendAsync("/api/login", new { user = "anna", password = AccountHub.Password });

        Assert.Equal(HttpStatusCode.TooManyRequests, unknown.StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, known.StatusCode);
        Assert.InRange(unknown.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 30);
        Assert.Equal(await unknown.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), await known.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Login_AddressThatSignedInBefore_IsNotLockedOutByOthers()
    {
        await using var hub = await AccountHub.StartAsync("\"guessesPerAddress\": 3, \"guessesPerAccount\": 3");
        await hub.CreateAccountAsync("anna");
        await hub.LoginAsync("anna");
        var logins = hub.Services.GetRequiredService<LoginChecker>();
        for (var i = 0; i < 20; i++)
        {
            var refused = await logins.CheckAsync(new LoginAttempt("anna", "wrong password", $"192.0.2.{i}", ""), TestContext.Current.CancellationToken);
            Assert.Null(refused.Account);
        }

        var stranger = await logins.CheckAsync(new LoginAttempt("anna", AccountHub.Password, "198.51.100.1", ""), TestContext.Current.CancellationToken);

        Assert.NotNull(stranger.RetryAfter);
        Assert.Equal(HttpStatusCode.OK, await hub.TryLoginAsync("anna", AccountHub.Password));
    }

    [Fact]
    public async Task Login_DeviceThatSignedInBefore_IsNotLockedOutByOthers()
    {
        await using var hub = await AccountHub.StartAsync("\"guessesPerAddress\": 3, \"guessesPerAccount\": 3");
        await hub.CreateAccountAsync("anna");
        var logins = hub.Services.GetRequiredService<LoginChecker>();
        var mark = await hub.Services.GetRequiredService<DeviceMarks>().CreateAsync((await hub.Services.GetRequiredService<AccountStore>().FindAsync("anna", TestContext.Current.CancellationToken))!, TestContext.Current.CancellationToken);
        for (var i = 0; i < 5; i++)
        {
            await logins.CheckAsync(new LoginAttempt("anna", "wrong password", "192.0.2.1", ""), TestContext.Current.CancellationToken);
        }

        var forged = await logins.CheckAsync(new LoginAttempt("anna", AccountHub.Password, "192.0.2.1", $"{mark.Split('.')[0]}.x"), TestContext.Current.CancellationToken);
        var owner = await logins.CheckAsync(new LoginAttempt("anna", AccountHub.Password, "192.0.2.1", mark), TestContext.Current.CancellationToken);

        Assert.NotNull(forged.RetryAfter);
        Assert.Equal("anna", owner.Account?.Id);

        await hub.CallAsync("account_change", new { user = "anna", password = "another long password" });
        var former = await logins.CheckAsync(new LoginAttempt("anna", "another long password", "192.0.2.1", mark), TestContext.Current.CancellationToken);
        Assert.NotNull(former.RetryAfter);
    }

    // Neighbours behind one address must not learn from the limit who of them has an account.
    [Fact]
    public async Task Login_WhereStrangersHaveToWait_AWrongPasswordTellsNobodyWhoIsKnownThere()
    {
        await using var hub = await AccountHub.StartAsync("\"guessesPerAddress\": 3");
        await hub.CreateAccountAsync("anna");
        await hub.LoginAsync("anna");
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await hub.TryLoginAsync("nobody", "wrong password"));
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, await hub.TryLoginAsync("nobody", "wrong password"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await hub.TryLoginAsync("anna", "wrong password"));
        Assert.Equal(HttpStatusCode.OK, await hub.TryLoginAsync("anna", AccountHub.Password));
    }

    [Fact]
    public async Task Login_WholeNetworkOfIpv6_CountsAsOneAddress()
    {
        await using var hub = await AccountHub.StartAsync("\"guessesPerAddress\": 3");
        var logins = hub.Services.GetRequiredService<LoginChecker>();

        for (var i = 0; i < 3; i++)
        {
            Assert.Null((await logins.CheckAsync(new LoginAttempt("nobody", "wrong", $"2001:db8::{i}", ""), TestContext.Current.CancellationToken)).RetryAfter);
        }

        Assert.NotNull((await logins.CheckAsync(new LoginAttempt("nobody", "wrong", "2001:db8::ffff", ""), TestContext.Current.CancellationToken)).RetryAfter);
        Assert.Null((await logins.CheckAsync(new LoginAttempt("nobody", "wrong", "2001:db8:0:1::1", ""), TestContext.Current.CancellationToken)).RetryAfter);
    }

    [Fact]
    public async Task Login_ThousandGuessesAtOnce_AreMostlyRefusedUnchecked()
    {
        await using var hub = await AccountHub.StartAsync("\"guessesPerAddress\": 10");
        await hub.CreateAccountAsync("anna");
        await hub.LoginAsync("anna");
        var logins = hub.Services.GetRequiredService<LoginChecker>();

        var results = await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => logins.CheckAsync(new LoginAttempt("anna", $"guess {i}", "192.0.2.1", ""), TestContext.Current.CancellationToken).AsTask()));

        Assert.Equal(10, results.Count(static result => result.RetryAfter is null));
        Assert.Equal(HttpStatusCode.OK, await hub.TryLoginAsync("anna", AccountHub.Password));
    }

    [Fact]
    public void Limiter_InTime_LetsOneMoreGuess()
    {
        var time = new FakeTimeProvider();
        var limiter = new GuessLimiter(time);
        var second = TimeSpan.FromSeconds(1);
        Assert.Null(limiter.TryTake("a", 2, second));
        Assert.Null(limiter.TryTake("a", 2, second));

        var wait = limiter.TryTake("a", 2, second);
        time.Advance(wait!.Value);

        Assert.Equal(second, wait);
        Assert.Null(limiter.TryTake("a", 2, second));
        Assert.NotNull(limiter.TryTake("a", 2, second));
        Assert.Null(limiter.TryTake("b", 2, second));
    }

    [Fact]
    public void Limiter_ManyKeys_AreBounded()
    {
        var limiter = new GuessLimiter(new FakeTimeProvider());
        for (var i = 0; i < 200_000; i++)
        {
            Assert.Null(limiter.TryTake($"{i}", 1, TimeSpan.FromSeconds(1)));
        }

        Assert.InRange(limiter.Count, 1, 65_536);
    }
}
