using System.Globalization;
using Switchboard.Identity.Accounts;

namespace Switchboard.Identity.SignIn;

/// <summary>What a browser keeps once somebody has signed in there, by which it is known the next time. It opens nothing.</summary>
internal sealed class DeviceMarks(KeyRing keys)
{
    private const string Purpose = "device";

    /// <summary>Makes one for an account. It is of no use once the password is another.</summary>
    public async ValueTask<string> CreateAsync(Account account, CancellationToken cancellationToken)
    {
        var nonce = Secrets.CreateId();
        return $"{nonce}.{Secrets.Mark(await keys.PagesAsync(cancellationToken), Purpose, TextOf(account, nonce))}";
    }

    /// <summary>Whether one was made for an account.</summary>
    public async ValueTask<bool> IsOfAsync(string mark, Account account, CancellationToken cancellationToken)
        => mark.Split('.') is [var nonce, var made] && Secrets.AreEqual(made, Secrets.Mark(await keys.PagesAsync(cancellationToken), Purpose, TextOf(account, nonce)));

    private static string TextOf(Account account, string nonce) => string.Create(CultureInfo.InvariantCulture, $"{account.Id}\n{account.PasswordChangedAt}\n{nonce}");
}
