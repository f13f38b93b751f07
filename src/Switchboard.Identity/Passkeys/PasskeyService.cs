using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Switchboard.Extensibility;
using Switchboard.Identity.Accounts;
using Switchboard.Identity.Records;

namespace Switchboard.Identity.Passkeys;

/// <summary>Makes and checks passkeys by the framework's handler. What it asks an authenticator is answered once, in time.</summary>
internal sealed class PasskeyService : IDisposable
{
    private static readonly TimeSpan _answerTime = TimeSpan.FromMinutes(5);

    private readonly PasskeyStore _passkeys;
    private readonly AccountStore _accounts;
    private readonly TimeProvider _time;
    private readonly UserManager<Account> _manager;
    private readonly PasskeyHandler<Account> _handler;
    private readonly RecordSet<PasskeyState> _states;

    public PasskeyService(IRecordStore store, PasskeyStore passkeys, AccountStore accounts, IOptions<IdentityPasskeyOptions> options, TimeProvider time, ILoggerFactory loggers, IServiceProvider services)
    {
        (_passkeys, _accounts, _time) = (passkeys, accounts, time);
        _states = new RecordSet<PasskeyState>(store, "passkey_state", RecordJsonContext.Default.PasskeyState);
        _manager = new UserManager<Account>(
            passkeys, Options.Create(new IdentityOptions()), new PasswordHasher<Account>(), [], [], new UpperInvariantLookupNormalizer(), new IdentityErrorDescriber(), services, loggers.CreateLogger<UserManager<Account>>());
        _handler = new PasskeyHandler<Account>(_manager, options);
    }

    /// <summary>What a browser is asked to make a passkey with; null where the account has as many as it may.</summary>
    public async ValueTask<PasskeyQuestion?> AskForNewAsync(HttpContext context, Account account)
    {
        if ((await _passkeys.ListAsync(account.Id, context.RequestAborted)).Count >= PasskeyStore.MaxPasskeys)
        {
            return null;
        }

        var asked = await _handler.MakeCreationOptionsAsync(new PasskeyUserEntity { Id = account.Id, Name = account.Id, DisplayName = account.Name.Length > 0 ? account.Name : account.Id }, context);
        return await RememberAsync(asked.CreationOptionsJson, asked.AttestationState, context.RequestAborted);
    }

    /// <summary>What a browser is asked to sign in with: any passkey that it has for this server. It tells nothing of the accounts that there are.</summary>
    public async ValueTask<PasskeyQuestion> AskAsync(HttpContext context)
    {
        var asked = await _handler.MakeRequestOptionsAsync(null, context);
        return await RememberAsync(asked.RequestOptionsJson, asked.AssertionState, context.RequestAborted);
    }

    /// <summary>Keeps a new passkey of an account. False where the answer is not acceptable.</summary>
    public async ValueTask<bool> AddAsync(HttpContext context, Account account, string state, string credential)
    {
        if (await TakeAsync(state) is not { } remembered)
        {
            return false;
        }

        var result = await _handler.PerformAttestationAsync(new PasskeyAttestationContext { HttpContext = context, CredentialJson = credential, AttestationState = remembered.State });
        if (!result.Succeeded || result.UserEntity.Id != account.Id)
        {
            return false;
        }

        await _passkeys.AddOrUpdatePasskeyAsync(account, result.Passkey, CancellationToken.None);
        return true;
    }

    /// <summary>The account whose passkey answers; null where the answer is not acceptable.</summary>
    public async ValueTask<Account?> CheckAsync(HttpContext context, string state, string credential)
    {
        if (await TakeAsync(state) is not { } remembered)
        {
            return null;
        }

        var result = await _handler.PerformAssertionAsync(new PasskeyAssertionContext { HttpContext = context, CredentialJson = credential, AssertionState = remembered.State });
        if (!result.Succeeded || _accounts.IsShutOut(result.User))
        {
            return null;
        }

        await _passkeys.AddOrUpdatePasskeyAsync(result.User, result.Passkey, CancellationToken.None);
        return result.User;
    }

    /// <inheritdoc/>
    public void Dispose() => _manager.Dispose();

    private async ValueTask<PasskeyQuestion> RememberAsync(string options, string? state, CancellationToken cancellationToken)
    {
        var id = Secrets.Create();
        await _states.TryAddAsync(Secrets.Hash(id), new PasskeyState(state ?? ""), "", _time.GetUtcNow() + _answerTime, cancellationToken);
        return new PasskeyQuestion(id, options);
    }

    private async ValueTask<PasskeyState?> TakeAsync(string id) => id.Length is > 0 and <= 128 ? await _states.RemoveAsync(Secrets.Hash(id), CancellationToken.None) : null;
}

/// <summary>What a browser is asked.</summary>
/// <param name="State">What it brings back with its answer.</param>
/// <param name="OptionsJson">What its authenticator is asked, as WebAuthn has it.</param>
internal sealed record PasskeyQuestion(string State, string OptionsJson);
