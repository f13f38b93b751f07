using System.Net.Sockets;
using RabbitMQ.Client.Exceptions;

namespace Switchboard.RabbitMq.Connections;

/// <summary>RabbitMQ does not give what is needed; the message says what.</summary>
internal sealed class BrokerException(string problem, Exception? inner = null) : Exception(problem, inner);

/// <summary>What is wrong with RabbitMQ, in words that hold no secret.</summary>
internal static class BrokerProblem
{
    private static readonly HashSet<ushort> _refusals = [403, 404, 405, 406, 530];

    /// <summary>What an exception of the client means.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="uri">Where RabbitMQ is.</param>
    public static string Of(Exception exception, Uri uri) => exception switch
    {
        // "PRECONDITION_FAILED - inequivalent arg 'x-queue-type' for queue …": it names what is to be changed, and where.
        OperationInterruptedException { ShutdownReason: { } reason } => $"{(IsRefusal(exception) ? "RabbitMQ refuses" : "the connection ended")}: {reason.ReplyText.TrimEnd('.')}",
        BrokerException => exception.Message,
        SwitchboardException { Error: var error } => error.Message,
        AggregateException { InnerException: { } inner } => Of(inner, uri),
        BrokerUnreachableException or ConnectFailureException or SocketException or AuthenticationFailureException or PossibleAuthenticationFailureException => OfConnecting(exception, uri),
        _ => $"the connection ended: {exception.GetType().Name}",
    };

    /// <summary>Whether RabbitMQ is there, and does not do what it is asked for.</summary>
    public static bool IsRefusal(Exception exception) => exception is OperationInterruptedException { ShutdownReason: { } reason } && _refusals.Contains(reason.ReplyCode);

    /// <summary>The answer to those who want to send meanwhile.</summary>
    public static SwitchboardException ToAnswer(string problem, Exception? cause)
    {
        var error = ErrorCodes.NotAvailable with { Message = $"{ErrorCodes.NotAvailable.Message}: {problem}", Temporary = true };
        return cause is null ? new(error) : new(error, cause);
    }

    private static string OfConnecting(Exception exception, Uri uri) => exception switch
    {
        AuthenticationFailureException or PossibleAuthenticationFailureException => $"RabbitMQ refuses the account: user or password is wrong ({BrokerAddress.Describe(uri)})",
        OperationInterruptedException => Of(exception, uri),
        System.Security.Authentication.AuthenticationException => $"TLS with RabbitMQ failed: {exception.Message.TrimEnd('.')} ({BrokerAddress.Describe(uri)})",
        SocketException { SocketErrorCode: var code } => $"RabbitMQ cannot be reached: {code} ({BrokerAddress.Describe(uri)})",
        { InnerException: { } inner } => OfConnecting(inner, uri),
        IOException when BrokerAddress.IsTls(uri) => $"TLS with RabbitMQ failed: {exception.Message.TrimEnd('.')} ({BrokerAddress.Describe(uri)})",
        _ => $"RabbitMQ cannot be reached: {exception.GetType().Name} ({BrokerAddress.Describe(uri)})",
    };
}
