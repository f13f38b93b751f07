using Switchboard.Identity.Accounts;

namespace Switchboard.Identity.SignIn;

/// <summary>What a browser keeps once somebody has signed in there, by which it is known the next time. It opens nothing.</summary>
internal sealed class DeviceMarks(KeyRing keys)
{
    private const string Purpose = "device";

    /// <summary>Makes one for an account.</summary>
    public async ValueTask<string> CreateAsync(string user, CancellationToken cancellationToken)
    {
        var nonce = Secrets.CreateId();
        return $"{nonce}.{Secrets.Mark(await keys.PagesAsync(cancellationToken), Purpose, $"{user}\n{nonce}")}";
    }

    /// <summary>Whether one was made for an account.</summary>
    public async ValueTask<bool> IsOfAsync(string mark, string user, CancellationToken cancellationToken)
        => mark.Split('.') is [var nonce, var made] && Secrets.AreEqual(made, Secrets.Mark(await keys.PagesAsync(cancellationToken), Purpose, $"{user}\n{nonce}"));
}
