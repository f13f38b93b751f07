using Xunit;

namespace Switchboard.Server.Tests.Serving;

/// <summary>Certificates that change while the server runs.</summary>
public sealed class TlsReloadTests : IDisposable
{
    private readonly TlsServer _server = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Files_Changed_AreShownToNewHandshakesAndNoConnectionIsDropped()
    {
        await _server.StartAsync("connections.allowAnonymous=true");
        using var http = _server.CreateClient();
        using var before = await SocketClient.ConnectAsync(_server.Address, "", static _ => { }, http);
        using var renewed = _server.Authority.IssueServer("localhost");

        _server.WriteCertificate(renewed);
        await _server.Process.ReadUntilAsync("New handshakes show these certificates", Cancellation);

        Assert.Equal(renewed.Thumbprint, await _server.HandshakeAsync("localhost"));
        await before.ResultAsync("subscribe", """{"channel":"a"}""");
    }

    [Fact]
    public async Task File_Broken_IsToldAndTheOneBeforeStays()
    {
        await _server.StartAsync();
        var before = await _server.HandshakeAsync("localhost");

        await File.WriteAllTextAsync(_server.PathOf("certificate.pem"), "broken", Cancellation);
        var line = await _server.Process.ReadUntilAsync("A changed certificate cannot be used", Cancellation);

        Assert.Contains("which holds no certificate", line, StringComparison.Ordinal);
        Assert.Equal(before, await _server.HandshakeAsync("localhost"));

        using var renewed = _server.Authority.IssueServer("localhost");
        _server.WriteCertificate(renewed);
        await _server.Process.ReadUntilAsync("New handshakes show these certificates", Cancellation);
        Assert.Equal(renewed.Thumbprint, await _server.HandshakeAsync("localhost"));
    }

    [Fact]
    public async Task Hangup_AfterAChange_TakesItUp()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no such signals.");
        await _server.StartAsync();
        using var renewed = _server.Authority.IssueServer("localhost");

        _server.WriteCertificate(renewed);
        await _server.Process.SignalAsync("HUP", Cancellation);
        await _server.Process.ReadUntilAsync("New handshakes show these certificates", Cancellation);

        Assert.Equal(renewed.Thumbprint, await _server.HandshakeAsync("localhost"));
    }

    public void Dispose() => _server.Dispose();
}
