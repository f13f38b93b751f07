using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Switchboard.Configuration;
using Switchboard.Results;

namespace Switchboard.Identity.Accounts;

/// <summary>What a password was found to be.</summary>
internal enum PasswordVerdict
{
    /// <summary>Another than that of the account, or there is no such account.</summary>
    Wrong,

    /// <summary>That of the account.</summary>
    Right,

    /// <summary>That of the account, whose hash is of an older make.</summary>
    RightAndOutdated,

    /// <summary>Too many wait to be checked: this one was not.</summary>
    Busy,
}

/// <summary>Hashes and checks passwords by the framework's hasher, a few at the same time, and never on a thread that serves connections.</summary>
internal sealed class Passwords : IDisposable
{
    private readonly PasswordHasher<Account> _hasher;
    private readonly SettingsHolder _settings;
    private readonly SemaphoreSlim _places;
    private readonly Lazy<string> _nobody;
    private int _waiting;
    private long _lastCheck;

    public Passwords(IOptions<PasswordHasherOptions> options, SettingsHolder settings)
    {
        _hasher = new PasswordHasher<Account>(options);
        _settings = settings;
        _places = new SemaphoreSlim(settings.Current.Accounts.PasswordChecks);
        _nobody = new Lazy<string>(() => _hasher.HashPassword(null!, Secrets.Create()));
    }

    /// <summary>The answer to who wants a password that may not be; null where it may.</summary>
    public ErrorCode? Check(string? password, string user)
    {
        var rules = _settings.Current.Accounts;
        if (string.IsNullOrEmpty(password))
        {
            return InvalidField.Missing("password");
        }

        if (password.Length < rules.MinPasswordLength || Encoding.UTF8.GetByteCount(password) > rules.MaxPasswordBytes)
        {
            return InvalidField.Of("password", $"must have {rules.MinPasswordLength} characters or more (accounts.minPasswordLength) and at most {rules.MaxPasswordBytes} bytes (accounts.maxPasswordBytes)");
        }

        return password.Distinct().Count() < 5 || string.Equals(password, user, StringComparison.OrdinalIgnoreCase)
            ? InvalidField.Of("password", "must not be the user id, and have five different characters or more")
            : null;
    }

    /// <summary>Makes the hash that is kept; null where too many wait.</summary>
    public async ValueTask<string?> HashAsync(string password, CancellationToken cancellationToken)
        => await RunAsync<string?>(() => _hasher.HashPassword(null!, password), null, cancellationToken);

    /// <summary>Checks a password. An account without one, and none at all, take the same time as any other.</summary>
    public ValueTask<PasswordVerdict> VerifyAsync(string? hash, string password, CancellationToken cancellationToken)
        => RunAsync(() => Verify(hash, password), PasswordVerdict.Busy, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _places.Dispose();

    /// <summary>Waits as long as so many checks at once take at most, so that the time does not tell whether there was one.</summary>
    public Task PretendAsync(int checks, CancellationToken cancellationToken)
    {
        var turns = 1 + (checks / _settings.Current.Accounts.PasswordChecks);
        return Task.Delay(new TimeSpan(Interlocked.Read(ref _lastCheck) * turns), cancellationToken);
    }

    private PasswordVerdict Verify(string? hash, string password)
    {
        // Made by whoever comes first, whether that is of an account or not.
        var nobody = _nobody.Value;
        var isLong = Encoding.UTF8.GetByteCount(password) > _settings.Current.Accounts.MaxPasswordBytes;
        var isKnown = !string.IsNullOrEmpty(hash) && !isLong;
        var began = Stopwatch.GetTimestamp();
        var result = _hasher.VerifyHashedPassword(null!, isKnown ? hash! : nobody, isLong ? "" : password);
        Interlocked.Exchange(ref _lastCheck, Stopwatch.GetElapsedTime(began).Ticks);
        return !isKnown || result == PasswordVerificationResult.Failed ? PasswordVerdict.Wrong
            : result == PasswordVerificationResult.SuccessRehashNeeded ? PasswordVerdict.RightAndOutdated
            : PasswordVerdict.Right;
    }

    private async ValueTask<T> RunAsync<T>(Func<T> work, T busy, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _waiting) > _settings.Current.Accounts.QueuedPasswordChecks)
        {
            Interlocked.Decrement(ref _waiting);
            return busy;
        }

        try
        {
            await _places.WaitAsync(cancellationToken);
            try
            {
                return await Task.Run(work, cancellationToken);
            }
            finally
            {
                _places.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
