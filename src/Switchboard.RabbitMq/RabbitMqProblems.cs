using RabbitMQ.Client.Exceptions;
using Switchboard.RabbitMq.Jobs;

namespace Switchboard.RabbitMq;

/// <summary>Says what is wrong with the broker, in words that hold no secret.</summary>
internal static class RabbitMqProblems
{
    /// <summary>What an exception says.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="uri">Where the broker is.</param>
    public static string Of(Exception exception, Uri uri) => exception switch
    {
        OperationInterruptedException { ShutdownReason: { } reason } => reason.ReplyText.TrimEnd('.'),
        BrokerUnreachableException => BrokerProblem.Of(exception, uri),
        SwitchboardException { Error: var error } => error.Message,
        _ => exception.Message.TrimEnd('.'),
    };
}
