using Switchboard.Client;
using Switchboard.Server.CommandLine.Api;

namespace Switchboard.Server.CommandLine.Live;

/// <summary>Says in one sentence why a connection, or a command over it, did not come about, and what helps.</summary>
internal static class LiveError
{
    private const string GiveToken = "give another with SWITCHBOARD_TOKEN or --token-file";

    /// <summary>What to say about a change of the connection.</summary>
    public static CommandException Of(Uri server, ConnectionStateChangedEventArgs change) => Of(server, change.Reason, change.CloseCode, change.Error);

    /// <summary>What to say about an exception of the client; null where it is another's.</summary>
    public static CommandException? Of(Uri server, Exception exception) => exception switch
    {
        SwitchboardConnectionException lost => Of(server, lost.Reason, lost.CloseCode, lost.InnerException),
        SwitchboardException { Error: var error } => OfError(error),
        _ => null,
    };

    private static CommandException Of(Uri server, ConnectionChangeReason reason, CloseCode? code, Exception? error) => reason switch
    {
        _ when error is SwitchboardException { Error: var refusal } => OfError(refusal),
        _ when code == CloseCodes.InvalidToken => new(ExitCodes.Unauthorized, $"{server} does not accept this token; {GiveToken}."),
        ConnectionChangeReason.NoCredential when error is CommandException unreadable => unreadable,
        ConnectionChangeReason.NoCredential => new(ExitCodes.Unauthorized, $"There is no token ({error?.Message.TrimEnd('.')}); {GiveToken}."),
        ConnectionChangeReason.CertificateRefused => new(ExitCodes.Unreachable, $"The certificate of {server} is not trusted; name its authority with --ca-file."),
        _ when code is not null => new(ExitCodes.Refused, $"{server} closed the connection: {code.Reason} ({code.Code}). docs/codes.md says what helps."),
        _ => RemoteError.OfConnection(server, error ?? new IOException($"{reason}")),
    };

    private static CommandException OfError(ErrorCode error)
    {
        var isAboutToken = error == ErrorCodes.TokenExpired || error == ErrorCodes.Expired || error == ErrorCodes.Unauthorized;
        return isAboutToken
            ? new CommandException(ExitCodes.Unauthorized, $"The token does not serve: {error.Message} ({error.Code}); {GiveToken}.")
            : new CommandException(ExitCodes.Refused, RemoteError.SentenceOf((int)error.Code, error.Message));
    }
}
