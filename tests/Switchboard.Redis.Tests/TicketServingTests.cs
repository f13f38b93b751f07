using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Switchboard.Redis.Tests.Support;
using Xunit;

namespace Switchboard.Redis.Tests;

/// <summary>Two hubs over one Redis, and a program of another language that writes tickets.</summary>
public sealed class TicketServingTests(RedisServer server)
{
    private const int Clients = 200;

    // As such programs do it, without a library.
    private const string Program =
        """
        import json, socket, sys, uuid
        from datetime import datetime, timezone
        host, port, database, user = sys.argv[1:]
        token = 'wstoken' + uuid.uuid4().hex
        value = json.dumps({'user': user, 'time': datetime.now(timezone.utc).strftime('%d:%m:%Y:%H:%M:%S')})
        def command(*parts):
            return ('*%d\r\n' % len(parts) + ''.join('$%d\r\n%s\r\n' % (len(p.encode()), p) for p in parts)).encode()
        with socket.create_connection((host, int(port))) as redis:
            redis.sendall(command('SELECT', database) + command('SET', token, value))
            answer = b''
            while answer.count(b'+OK') < 2:
                answer += redis.recv(1024)
        print(token)
        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ticket_TwoHundredAtOnceOnTwoServers_OneEnters(bool useWsTokens)
    {
        var connection = await server.CreateDatabaseAsync();
        await using var a = await RedisHub.StartAsync(connection, useWsTokens);
        await using var b = await RedisHub.StartAsync(connection, useWsTokens);
        var ticket = useWsTokens ? await WriteAsync(connection, "ann") : (await a.Api.CreateTicketAsync("ann", cancellationToken: TestContext.Current.CancellationToken)).Value;

        var answers = await Task.WhenAll(Enumerable.Range(0, Clients).Select(i => (i % 2 == 0 ? a : b).ConnectAsync(ticket)));

        Assert.Single(answers, static answer => answer.Contains("\"client\"", StringComparison.Ordinal));
        Assert.Equal(Clients - 1, answers.Count(static answer => answer.Contains("\"reason\":\"used\"", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ticket_RevokedByItsId_LetsNobodyIn(bool useWsTokens)
    {
        await using var hub = await RedisHub.StartAsync(await server.CreateDatabaseAsync(), useWsTokens);
        var ticket = await hub.Api.CreateTicketAsync("ann", cancellationToken: TestContext.Current.CancellationToken);

        await hub.Services.GetRequiredService<IAccessControl>().RevokeTokenAsync(ticket.Id, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal("3500", await hub.ConnectAsync(ticket.Value));
    }

    [Fact]
    public async Task Ticket_WhileRedisIsAway_IsRefusedForNow_AndNotUsedUp()
    {
        await using var own = new RedisServer();
        var connection = await own.CreateDatabaseAsync();
        await using var hub = await RedisHub.StartAsync(connection, useWsTokens: false);
        var ticket = (await hub.Api.CreateTicketAsync("ann", cancellationToken: TestContext.Current.CancellationToken)).Value;
        await own.KillAsync();

        var answer = await hub.ConnectAsync(ticket);

        Assert.Contains("\"code\":108", answer, StringComparison.Ordinal);
        Assert.Contains("\"temporary\":true", answer, StringComparison.Ordinal);
        var refusal = await Assert.ThrowsAsync<SwitchboardException>(() => hub.Api.CreateTicketAsync("ann", cancellationToken: TestContext.Current.CancellationToken).AsTask());
        Assert.Equal((108u, true), (refusal.Error.Code, refusal.Error.Temporary));

        await own.StartAsync();
        string? fresh = null;
        while (fresh is null)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            try
            {
                fresh = (await hub.Api.CreateTicketAsync("ann", cancellationToken: TestContext.Current.CancellationToken)).Value;
            }
            catch (SwitchboardException)
            {
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }
        }

        Assert.Contains("\"client\"", await hub.ConnectAsync(fresh), StringComparison.Ordinal);
    }

    private async Task<string> WriteAsync(string connection, string user)
    {
        var database = connection[(connection.LastIndexOf('=') + 1)..];
        var parts = server.Address.Split(':');
        using var python = Process.Start(new ProcessStartInfo(File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3", ["-c", Program, parts[0], parts[1], database, user])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var token = await python.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await python.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, python.ExitCode);
        return token.Trim();
    }
}
