using Switchboard.Configuration;
using Switchboard.InMemory;
using Switchboard.Security;
using Switchboard.Security.Access;
using Switchboard.Tests.Support;

namespace Switchboard.Tests.Security;

/// <summary>A validator with its clock, keys and log.</summary>
internal sealed class TokenBench : IDisposable
{
    private readonly HttpClient _http = new();

    public TokenBench(TokenOptions options)
    {
        Ring = new TokenKeyRing(TokenKeys.Create(options), () => _http, Time, RingLog);
        Validator = new JwtTokenValidator(Ring, Access, Time, Log);
    }

    public FakeTimeProvider Time { get; } = new();

    public RecordingLogger<TokenKeyRing> RingLog { get; } = new();

    public RecordingLogger<JwtTokenValidator> Log { get; } = new();

    public TokenKeyRing Ring { get; }

    public AccessRegistry Access { get; } = new(new InMemoryRecordStore(TimeProvider.System));

    public JwtTokenValidator Validator { get; }

    public long Now => Time.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>A bench that takes tokens signed with the test's secret.</summary>
    public static TokenBench WithSecret(Action<TokenOptions>? change = null)
    {
        var options = new TokenOptions { HmacSecret = SigningKeys.Secret };
        change?.Invoke(options);
        return new TokenBench(options);
    }

    public async Task<TokenResult<ConnectionToken>> CheckAsync(string token, CancellationToken cancellationToken) =>
        await Validator.ValidateConnectionAsync(token, cancellationToken);

    public async Task<TokenFailure> JudgeAsync(string token, CancellationToken cancellationToken)
    {
        var result = await CheckAsync(token, cancellationToken);
        return result.Token is null == (result.Failure != TokenFailure.None)
            ? result.Failure
            : throw new InvalidOperationException("A token is either given or refused.");
    }

    public void Dispose() => _http.Dispose();
}
