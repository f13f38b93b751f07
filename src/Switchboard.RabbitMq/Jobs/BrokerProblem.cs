using System.Net.Sockets;
using RabbitMQ.Client.Exceptions;

namespace Switchboard.RabbitMq.Jobs;

/// <summary>The connection, the channel or the consumer has ended.</summary>
internal sealed class BrokerGoneException(string reason) : Exception(reason);

/// <summary>What is wrong with RabbitMQ, in words that hold no secret.</summary>
internal static class BrokerProblem
{
    /// <summary>What an exception of the client means.</summary>
    public static string Of(Exception exception) => exception switch
    {
        // "PRECONDITION_FAILED - inequivalent arg 'x-queue-type' for queue …": it names what is to be changed, and where.
        OperationInterruptedException { ShutdownReason: { } reason } => $"RabbitMQ refuses: {reason.ReplyText}",
        AuthenticationFailureException or PossibleAuthenticationFailureException => "RabbitMQ does not know the account",
        SocketException { SocketErrorCode: var code } => $"RabbitMQ cannot be reached: {code}",
        AggregateException { InnerException: { } inner } => Of(inner),
        BrokerUnreachableException or ConnectFailureException => exception.InnerException is { } inner ? Of(inner) : "RabbitMQ cannot be reached",
        BrokerGoneException => $"the connection ended: {exception.Message}",
        _ => $"the connection ended: {exception.GetType().Name}",
    };

    /// <summary>The answer to those who want to send meanwhile.</summary>
    public static SwitchboardException ToAnswer(string problem, Exception? cause)
    {
        var error = ErrorCodes.NotAvailable with { Message = $"{ErrorCodes.NotAvailable.Message}: {problem}", Temporary = true };
        return cause is null ? new(error) : new(error, cause);
    }
}
