using RabbitMQ.Client.Exceptions;

namespace Switchboard.RabbitMq;

/// <summary>Says what is wrong with the broker, in words that hold no secret.</summary>
internal static class RabbitMqProblems
{
    /// <summary>What an exception says.</summary>
    public static string Of(Exception exception) => exception switch
    {
        OperationInterruptedException { ShutdownReason: { } reason } => reason.ReplyText,
        BrokerUnreachableException { InnerException: { } inner } => $"the broker cannot be reached: {OfInner(inner)}",
        SwitchboardException { Error: var error } => error.Message,
        _ => exception.Message,
    };

    private static string OfInner(Exception exception) => exception is AggregateException { InnerExceptions: [var first, ..] } ? OfInner(first) : exception.Message;
}
