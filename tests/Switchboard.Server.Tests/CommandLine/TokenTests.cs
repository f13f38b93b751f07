using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Switchboard.Server.Tests.Serving;
using Xunit;

namespace Switchboard.Server.Tests.CommandLine;

public sealed class TokenTests(CommandLineFixture server) : IClassFixture<CommandLineFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Token_OfTheConfiguration_Connects()
    {
        var result = await server.RunAsync("token", "--config", "server.json", "--user", "bob", "--channel", "granted", "--claim", """info={"name":"Bob"}""", "--expires", "5m");

        Assert.Equal(0, result.ExitCode);
        using var client = await SocketClient.ConnectAsync(server.Address, result.Output.Trim());
        var connection = Assert.Single(CommandLineFixture.LinesOf(await server.RunAsync("connections", "--user", "bob", "--json")));
        Assert.Contains("granted", connection.GetProperty("channels").EnumerateArray().Select(channel => channel.GetString()!), StringComparer.Ordinal);
        Assert.Equal("Bob", ClaimsOf(result.Output).GetProperty("info").GetProperty("name").GetString());
    }

    [Fact]
    public async Task Token_OfASubscription_LetsIn()
    {
        var connection = await TokenAsync("--user", "cleo");
        var subscription = await TokenAsync("--user", "cleo", "--subscription", "live:secret", "--expires", "never");

        using var client = await SocketClient.ConnectAsync(server.Address, connection);
        await client.ResultAsync("subscribe", $$"""{"channel":"live:secret","token":"{{subscription}}"}""");
        Assert.False(ClaimsOf(subscription).TryGetProperty("exp", out _));
    }

    [Fact]
    public async Task Token_SecretFromFileAndEnvironment_SignsTheSame()
    {
        await File.WriteAllTextAsync(Path.Combine(server.Folder, "secret"), $"{CommandLineFixture.Secret}\n", Cancellation);
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["SWITCHBOARD_TOKEN_SECRET"] = CommandLineFixture.Secret };

        var fromFile = await server.RunAsync("token", "--secret-file", "secret", "--user", "dan", "--expires", "never");
        var fromEnvironment = await server.RunAsync(environment, ["token", "--user", "dan", "--expires", "never", "--json"]);

        Assert.Equal(fromFile.Output.Trim(), Assert.Single(CommandLineFixture.LinesOf(fromEnvironment)).GetProperty("token").GetString());
        Assert.Equal(TestToken.Create("dan", CommandLineFixture.Secret), fromFile.Output.Trim());
    }

    [Theory]
    [InlineData("ES256")]
    [InlineData("RS384")]
    public async Task Token_PrivateKey_SignsWithItsAlgorithm(string algorithm)
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var rsa = RSA.Create(2048);
        AsymmetricAlgorithm key = algorithm[0] == 'E' ? ecdsa : rsa;
        await File.WriteAllTextAsync(Path.Combine(server.Folder, $"{algorithm}.pem"), key.ExportPkcs8PrivateKeyPem(), Cancellation);

        var result = await server.RunAsync("token", "--private-key", $"{algorithm}.pem", "--algorithm", algorithm, "--key-id", "k1", "--user", "eve");

        Assert.Equal(0, result.ExitCode);
        var parts = result.Output.Trim().Split('.');
        var header = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0])).RootElement;
        Assert.Equal($"{algorithm} k1", $"{header.GetProperty("alg")} {header.GetProperty("kid")}");
        var signed = System.Text.Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}");
        var signature = Base64Url.DecodeFromChars(parts[2]);
        Assert.True(algorithm[0] == 'E'
            ? ecdsa.VerifyData(signed, signature, HashAlgorithmName.SHA256)
            : rsa.VerifyData(signed, signature, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1));
    }

    [Theory]
    [InlineData(1, "nothing to sign with", "token")]
    [InlineData(1, "is no time", "token", "--config", "server.json", "--expires", "soon")]
    [InlineData(1, "is no claim", "token", "--config", "server.json", "--claim", "x")]
    [InlineData(1, "not with HS512", "token", "--config", "server.json", "--algorithm", "HS512")]
    [InlineData(1, "holds no private key", "token", "--private-key", "server.json")]
    [InlineData(2, "missing.json does not exist", "token", "--config", "missing.json")]
    [InlineData(1, "--channel is for connection tokens", "token", "--channel", "a", "--subscription", "b")]
    public async Task Token_Mistakes_AreTold(int exitCode, string part, params string[] arguments)
    {
        var result = await server.RunAsync(arguments);

        Assert.Equal(exitCode, result.ExitCode);
        Assert.Contains(part, result.Errors, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    private static JsonElement ClaimsOf(string token) => JsonDocument.Parse(Base64Url.DecodeFromChars(token.Split('.')[1])).RootElement;

    private async Task<string> TokenAsync(params string[] arguments) => (await server.RunAsync(["token", "--config", "server.json", .. arguments])).Output.Trim();
}
