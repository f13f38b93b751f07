using System.Runtime.InteropServices;
using System.Text.Json;
using Switchboard.Commands.Connect;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Results;
using ConnectIdentity = Switchboard.Commands.Connect.Identity;

namespace Switchboard.Identity.SignIn;

/// <summary>Checks a user id and password that came as the data of a connect, and wipes them.</summary>
internal sealed class PasswordVerifier(LoginChecker logins, SettingsHolder settings) : IConnectVerifier
{
    private static readonly ErrorCode _plain = ErrorCodes.PermissionDenied with
    {
        Message = $"{ErrorCodes.PermissionDenied.Message}: passwords are taken over TLS alone, so that nobody listens: connect to wss:// or https://",
        Details = new ErrorDetails { Reason = "plain_connection" },
    };

    /// <inheritdoc/>
    public string Way => "password";

    /// <inheritdoc/>
    public bool Takes(Connection connection, ConnectRequest request)
        => settings.Current.Accounts.Enabled && request.Token.Length == 0 && HasBoth(request.Data.Span);

    /// <inheritdoc/>
    public async ValueTask<Result<ConnectIdentity>> VerifyAsync(Connection connection, ConnectRequest request, CancellationToken cancellationToken)
    {
        try
        {
            if (!settings.Current.Accounts.AllowPlainPasswords && connection.Transport.Handshake?.IsSecure != true)
            {
                return _plain;
            }

            if (Read(request.Data) is not { User: { } user, Password: { } password })
            {
                return ErrorCodes.Unauthorized;
            }

            var attempt = new LoginAttempt(user, password, connection.Transport.RemoteAddress, Device: "") { Way = "connect" };
            var result = await logins.CheckAsync(attempt, cancellationToken);
            if (result.Account is { } account)
            {
                return new ConnectIdentity(new Principal { Kind = PrincipalKind.User, UserId = account.Id, Roles = account.Roles }) { TookData = true };
            }

            return result.RetryAfter is null ? ErrorCodes.Unauthorized : ErrorCodes.TooManyRequests;
        }
        finally
        {
            Wipe(request.Data);
        }
    }

    // Looked for by the reader, so that most data is left at its first byte.
    private static bool HasBoth(ReadOnlySpan<byte> data)
    {
        if (data.TrimStart(" \t\r\n"u8) is not [(byte)'{', ..] || data.IndexOf("password"u8) < 0)
        {
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(data);
            var (hasUser, hasPassword) = (false, false);
            while (reader.Read())
            {
                if (reader is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 })
                {
                    hasUser |= reader.ValueTextEquals("user"u8);
                    hasPassword |= reader.ValueTextEquals("password"u8);
                }
            }

            return hasUser && hasPassword;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static LoginRequest? Read(ReadOnlyMemory<byte> data)
    {
        try
        {
            return JsonSerializer.Deserialize(data.Span, SignInJsonContext.Default.LoginRequest);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Of another type, or escapes that no text can hold.
            return null;
        }
    }

    // An empty object stays, for whoever reads it as JSON later.
    private static void Wipe(ReadOnlyMemory<byte> data)
    {
        var bytes = MemoryMarshal.AsMemory(data).Span;
        bytes.Fill((byte)' ');
        "{}"u8.CopyTo(bytes);
    }
}
