using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Switchboard.Configuration;
using Switchboard.Security;
using Xunit;

namespace Switchboard.Tests.Security;

public sealed class TokenPropertyTests
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";

    private static readonly string _good = TokenFactory.Create("""{"sub":"42","info":{"name":"Ada"},"exp":2000000000}""");

    [Fact]
    public void Validate_AnyText_IsRefusedWithoutThrowing()
    {
        using var bench = AllKeys();

        Prop.ForAll<string?>(text => IsRefused(bench, text ?? "")).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Validate_AnyThreeParts_IsRefusedWithoutThrowing()
    {
        using var bench = AllKeys();
        string[] known = ["{}", """{"alg":"HS256"}""", """{"alg":"none"}""", """{"alg":null}"""];
        var parts = Gen.Elements([.. known.Select(json => TokenFactory.Encode(Encoding.UTF8.GetBytes(json))), "", "A", "===="])
            .Or(Gen.Elements(Alphabet.ToCharArray()).ArrayOf().Select(characters => new string(characters)));
        var tokens = parts.ArrayOf(3).Select(three => string.Join('.', three));

        Prop.ForAll(tokens.ToArbitrary(), token => IsRefused(bench, token)).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Validate_GoodTokenWithOneCharacterChanged_IsRefused()
    {
        using var bench = AllKeys();

        // The last character carries bits that no byte of the signature takes.
        var changes = Gen.Choose(0, _good.Length - 2).SelectMany(
            _ => Gen.Elements(Alphabet.ToCharArray()), (index, character) => _good[..index] + character + _good[(index + 1)..]);

        Prop.ForAll(changes.Where(token => !string.Equals(token, _good, StringComparison.Ordinal)).ToArbitrary(), token => IsRefused(bench, token))
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Validate_AnyJsonSignedWithTheKey_NeverThrows()
    {
        using var bench = AllKeys();
        var names = Gen.Elements("sub", "exp", "nbf", "aud", "iss", "info", "b64info", "channels", "subs", "meta", "expire_at", "channel", "override");
        var values = Gen.Elements(
            "null", "true", "0", "-1", "1e400", "1.5", "99999999999999999999", "\"\"", "\"\\ud800\"", "\"AAAA\"", "[]",
            "[[]]", "{}", "{\"a\":{\"override\":{}}}", "{\"a\":[]}", "nonsense");
        var claims = names.SelectMany(_ => values, (name, value) => $"\"{name}\":{value}");
        var payloads = claims.ArrayOf().Select(list => "{" + string.Join(',', list) + "}");

        Prop.ForAll(payloads.ToArbitrary(), payload => IsOneOrTheOther(bench, TokenFactory.Create(payload))).QuickCheckThrowOnFailure();
    }

    private static bool IsRefused(TokenBench bench, string token) => Judge(bench, token) is { Connection.Token: null, Subscription.Token: null };

    private static bool IsOneOrTheOther(TokenBench bench, string token)
    {
        var (connection, subscription) = Judge(bench, token);
        return connection.Token is null == (connection.Failure != TokenFailure.None)
            && subscription.Token is null == (subscription.Failure != TokenFailure.None)
            && (connection.Token is null || subscription.Token is null);
    }

    private static (TokenResult<ConnectionToken> Connection, TokenResult<SubscriptionToken> Subscription) Judge(TokenBench bench, string token)
    {
        // Properties are synchronous, and without a key set to fetch so is the validator.
        var connection = bench.Validator.ValidateConnectionAsync(token, TestContext.Current.CancellationToken).AsTask();
        var subscription = bench.Validator.ValidateSubscriptionAsync(token, TestContext.Current.CancellationToken).AsTask();
        Assert.True(connection.IsCompleted && subscription.IsCompleted);
        return (connection.GetAwaiter().GetResult(), subscription.GetAwaiter().GetResult());
    }

    private static TokenBench AllKeys() => new(new TokenOptions
    {
        HmacSecret = SigningKeys.Secret,
        RsaPublicKey = SigningKeys.RsaPem,
        EcdsaPublicKey = SigningKeys.P256.ExportSubjectPublicKeyInfoPem(),
    });
}
