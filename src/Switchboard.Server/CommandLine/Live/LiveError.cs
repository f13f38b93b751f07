using Switchboard.Client;
using Switchboard.Server.CommandLine.Api;

namespace Switchboard.Server.CommandLine.Live;

/// <summary>Says in one sentence why a connection, or a command over it, did not come about, and what helps.</summary>
/// <param name="server">The server.</param>
/// <param name="hasToken">Whether a token was given; without one the connection is anonymous.</param>
internal sealed class LiveError(Uri server, bool hasToken)
{
    private const string GiveToken = "give another with SWITCHBOARD_TOKEN or --token-file";

    /// <summary>What to say about a change of the connection.</summary>
    public CommandException Of(ConnectionStateChangedEventArgs change) => Of(change.Reason, change.CloseCode, change.Error);

    /// <summary>What to say about an exception of the client; null where it is another's.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="subject">What the command was about; null for the connection itself.</param>
    public CommandException? Of(Exception exception, LiveSubject? subject) => exception switch
    {
        SwitchboardConnectionException lost => Of(lost.Reason, lost.CloseCode, lost.InnerException),
        SwitchboardException { Error: var error } => OfError(error, subject),
        _ => null,
    };

    private CommandException Of(ConnectionChangeReason reason, CloseCode? code, Exception? error) => reason switch
    {
        _ when error is SwitchboardException { Error: var refusal } => OfError(refusal, subject: null),
        _ when code == CloseCodes.InvalidToken => new(ExitCodes.Unauthorized, $"{server} does not accept this token; {GiveToken}."),
        ConnectionChangeReason.NoCredential when error is CommandException unreadable => unreadable,
        ConnectionChangeReason.NoCredential => new(ExitCodes.Unauthorized, $"There is no token ({error?.Message.TrimEnd('.')}); {GiveToken}."),
        ConnectionChangeReason.CertificateRefused => new(ExitCodes.Unreachable, $"The certificate of {server} is not trusted; name its authority with --ca-file."),
        _ when code is not null => new(ExitCodes.Refused, $"{server} closed the connection: {code.Reason} ({code.Code}). docs/codes.md says what helps."),
        _ => RemoteError.OfConnection(server, error ?? new IOException($"{reason}")),
    };

    private CommandException OfError(ErrorCode error, LiveSubject? subject)
    {
        if (error == ErrorCodes.Unauthorized && !hasToken)
        {
            return new(ExitCodes.Unauthorized, $"{server} does not allow anonymous connections: {error.Message} ({error.Code}); give a token with SWITCHBOARD_TOKEN or --token-file (`switchboard token` makes tokens).");
        }

        var isAboutToken = error == ErrorCodes.TokenExpired || error == ErrorCodes.Expired || error == ErrorCodes.Unauthorized;
        return isAboutToken
            ? new(ExitCodes.Unauthorized, $"The token does not serve: {error.Message} ({error.Code}); {GiveToken}.")
            : new(ExitCodes.Refused, RemoteError.SentenceOf((int)error.Code, error.Message, subject?.Name, RemedyOf(error, subject)));
    }

    // What helps else is the same as for the HTTP API.
    private string? RemedyOf(ErrorCode error, LiveSubject? subject) => error.Code switch
    {
        _ when error.Code == ErrorCodes.UnknownChannel.Code => subject?.RemedyOfUnknown,
        _ when error.Code == ErrorCodes.PermissionDenied.Code && subject is not null
            => $"{(hasToken ? "Use" : "Give")} a token that allows it (--token-file), or allow {(hasToken ? "its user" : "anonymous connections")} in the namespace with {subject.Access}.",
        _ when error.Code == ErrorCodes.PermissionDenied.Code => $"{(hasToken ? "Use" : "Give")} a token that allows it (--token-file).",
        _ => null,
    };
}

/// <summary>What a command over a connection is about.</summary>
/// <param name="Name">The name of the channel or the method.</param>
/// <param name="Access">The options of its namespace that say who may do so.</param>
internal sealed record LiveSubject(string Name, string Access)
{
    /// <summary>What helps where the server knows no namespace for the name; null for what helps with channels.</summary>
    public string? RemedyOfUnknown { get; private init; }

    /// <summary>A channel that is subscribed to.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="fromHistory">Whether its history is read, too.</param>
    public static LiveSubject Channel(string name, bool fromHistory) => new(name, fromHistory ? "allowSubscribe and allowHistory" : "allowSubscribe");

    /// <summary>A method that is served.</summary>
    public static LiveSubject Method(string name) => new(name, "allowServe")
    {
        RemedyOfUnknown = "No namespace is configured for the method's name: check it, or add its namespace to the server's configuration.",
    };
}
