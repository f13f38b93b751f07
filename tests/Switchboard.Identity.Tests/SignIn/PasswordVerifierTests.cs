using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Switchboard.Commands.Connect;
using Switchboard.Connections;
using Switchboard.Hosting;
using Switchboard.Identity.Tests.Support;
using Xunit;

namespace Switchboard.Identity.Tests.SignIn;

public sealed class PasswordVerifierTests
{
    private const string Plain = "\"allowPlainPasswords\": true, \"guessesPerAddress\": 3";

    [Fact]
    public async Task Connect_UserAndPassword_LetIn()
    {
        await using var hub = await AccountHub.StartAsync(Plain);
        await hub.CreateAccountAsync("anna");

        using var connection = await hub.Wires.ConnectAsync(new { data = new { user = "Anna", password = AccountHub.Password } });

        Assert.Equal(0u, await connection.ReceiveErrorAsync());
        Assert.Equal("anna", (await hub.CallAsync("connections", new { })).GetProperty("connections")[0].GetProperty("user").GetString());
        Assert.StartsWith("40{", await hub.Wires.ConnectSocketIoAsync(new { user = "anna", password = AccountHub.Password }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("anna", "wrong password")]
    [InlineData("nobody", AccountHub.Password)]
    [InlineData("an\u0000na", AccountHub.Password)]
    public async Task Connect_WrongOnes_Are101(string user, string password)
    {
        await using var hub = await AccountHub.StartAsync(Plain);
        await hub.CreateAccountAsync("anna");

        using var connection = await hub.Wires.ConnectAsync(new { data = new { user, password } });

        Assert.Equal(ErrorCodes.Unauthorized.Code, await connection.ReceiveErrorAsync());
        Assert.StartsWith("44{", await hub.Wires.ConnectSocketIoAsync(new { user, password }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_TooMany_Is111()
    {
        await using var hub = await AccountHub.StartAsync(Plain);
        for (var i = 0; i < 3; i++)
        {
            using var wrong = await hub.Wires.ConnectAsync(new { data = new { user = "nobody", password = "wrong password" } });
            Assert.Equal(ErrorCodes.Unauthorized.Code, await wrong.ReceiveErrorAsync());
        }

        using var connection = await hub.Wires.ConnectAsync(new { data = new { user = "nobody", password = "wrong password" } });

        Assert.Equal(ErrorCodes.TooManyRequests.Code, await connection.ReceiveErrorAsync());
    }

    [Fact]
    public async Task Connect_NotOverTls_IsRefused()
    {
        await using var hub = await AccountHub.StartAsync();
        await hub.CreateAccountAsync("anna");

        using var connection = await hub.Wires.ConnectAsync(new { data = new { user = "anna", password = AccountHub.Password } });

        Assert.Equal(ErrorCodes.PermissionDenied.Code, await connection.ReceiveErrorAsync());
    }

    [Theory]
    [InlineData("{\"user\":1,\"password\":2}")]
    [InlineData("{\"user\":null,\"password\":null}")]
    public async Task Connect_NoTexts_Are101(string data)
    {
        await using var hub = await AccountHub.StartAsync(Plain);

        using var connection = await hub.Wires.ConnectAsync(new { data = JsonDocument.Parse(data).RootElement });

        Assert.Equal(ErrorCodes.Unauthorized.Code, await connection.ReceiveErrorAsync());
    }

    [Fact]
    public async Task Verify_Data_IsWiped()
    {
        await using var hub = await AccountHub.StartAsync(Plain);
        var data = Encoding.UTF8.GetBytes("{\"user\":\"anna\",\"password\":\"wrong password\"}");
        using var open = await hub.Wires.ConnectAsync(new { });
        await open.ReceiveAsync();
        var connection = hub.Services.GetRequiredService<ConnectionRegistry>().All.First();
        var verifier = hub.Services.GetServices<IConnectVerifier>().Single(one => one.Takes(connection, new ConnectRequest { Data = data }));

        await verifier.VerifyAsync(connection, new ConnectRequest { Data = data }, TestContext.Current.CancellationToken);

        Assert.Equal("{}", Encoding.UTF8.GetString(data).Trim());
    }

    [Theory]
    [InlineData("true", "")]
    [InlineData("false", "{\"user\":\"anna\",\"password\":\"")]
    public async Task Connect_Hook_SeesTheDataWhereThereAreNoAccounts(string enabled, string expected)
    {
        var hooks = new Recorder();
        await using var hub = await AccountHub.StartAsync(
            $"\"allowPlainPasswords\": true, \"enabled\": {enabled}",
            builder => builder.Services.AddSwitchboard(builder.Configuration).AddHooks(hooks));
        if (enabled == "true")
        {
            await hub.CreateAccountAsync("anna");
        }

        using var connection = await hub.Wires.ConnectAsync(new { data = new { user = "anna", password = AccountHub.Password } });

        Assert.Equal(0u, await connection.ReceiveErrorAsync());
        Assert.StartsWith(expected, Assert.Single(hooks.Seen), StringComparison.Ordinal);
        Assert.Equal(expected.Length > 0, hooks.Seen[0].Length > 0);
    }

    private sealed class Recorder : IDecidingHooks
    {
        public List<string> Seen { get; } = [];

        public ValueTask OnConnectingAsync(ConnectingContext context, CancellationToken cancellationToken)
        {
            Seen.Add(Encoding.UTF8.GetString(context.Data.Span));
            context.Allow();
            return ValueTask.CompletedTask;
        }
    }
}
