using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Switchboard.Server.Tests.CommandLine;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.Server.Tests.Serving;

/// <summary>A server that is asked to end while it starts ends.</summary>
public sealed class StartupSignalTests : IDisposable
{
    private const string CaughtSignals = "SigCgt:";

    private static readonly Dictionary<string, string> _noVariables = new(StringComparer.Ordinal);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(PosixSignal.SIGTERM)]
    [InlineData(PosixSignal.SIGINT)]
    public async Task Signal_BeforeTheHostWatches_StopsItsStart(PosixSignal signal)
    {
        await using var application = WebApplication.CreateSlimBuilder().Build();
        application.Urls.Add("http://127.0.0.1:0");
        using var impatience = Impatience.Watch(application.Lifetime);
        var context = new PosixSignalContext(signal);

        impatience.OnSignal(context);

        Assert.True(context.Cancel);
        Assert.Equal(0, await new StartupFailures().StartAsync(application, addresses: null, Cancellation));
        Assert.False(application.Lifetime.ApplicationStarted.IsCancellationRequested);
        await application.WaitForShutdownAsync(Cancellation).WaitAsync(Patience.Limit, Cancellation);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task Signal_OnceSignalsAreWatched_EndsIt(string signal)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells which signals a process catches.");
        using var server = Start();
        await UntilHangupIsCaughtAsync(server.Id);

        await server.SignalAsync(signal, Cancellation);

        Assert.Equal(0, (await server.WaitAsync(Cancellation)).ExitCode);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task Signal_WhileTheStoreDoesNotAnswer_EndsIt(string signal)
    {
        using var database = new TcpListener(IPAddress.Loopback, port: 0);
        database.Start();
        using var server = Start(
            "namespaces.default.storage=durable", "namespaces.default.historySize=10",
            "storage.provider=postgreSql",
            $"storage.connectionString=Host=127.0.0.1;Port={((IPEndPoint)database.LocalEndpoint).Port};Username=a;Password=b;Database=c;Timeout=1000");
        using var connection = await database.AcceptSocketAsync(Cancellation).AsTask().WaitAsync(Patience.Limit, Cancellation);

        await server.SignalAsync(signal, Cancellation);

        var result = await server.WaitAsync(Cancellation);
        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
    }

    [Fact]
    public async Task Terminate_AsItBeginsToListen_EndsIt()
    {
        using var server = Start();
        await server.ReadAddressAsync(Cancellation);

        await server.TerminateAsync(Cancellation);

        Assert.Equal(0, (await server.WaitAsync(Cancellation)).ExitCode);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private SwitchboardProcess Start(params string[] settings)
        => SwitchboardProcess.Start(_folder.FullName, _noVariables, ["serve", "--urls", "http://127.0.0.1:0", .. settings.SelectMany(static setting => (string[])["--set", setting])]);

    // It begins to watch for signals before the host starts, and for SIGHUP, which nothing else catches, last of all.
    private static async Task UntilHangupIsCaughtAsync(int process)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(Patience.Limit);
        while (!await IsHangupCaughtAsync(process, patience.Token))
        {
            await Task.Delay(1, patience.Token);
        }
    }

    private static async Task<bool> IsHangupCaughtAsync(int process, CancellationToken cancellationToken)
    {
        var lines = await File.ReadAllLinesAsync(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/status"), cancellationToken);
        var mask = Array.Find(lines, static line => line.StartsWith(CaughtSignals, StringComparison.Ordinal))![CaughtSignals.Length..];
        return (ulong.Parse(mask.Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) & 1) != 0;
    }
}
