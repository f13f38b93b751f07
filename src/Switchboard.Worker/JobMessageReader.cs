using System.Globalization;
using System.Text;
using RabbitMQ.Client;
using Switchboard.RabbitMq.Jobs;

namespace Switchboard.Worker;

/// <summary>What the message of a job says beside its data.</summary>
internal static class JobMessageReader
{
    /// <summary>Whose job it is.</summary>
    public static Principal CallerOf(IReadOnlyBasicProperties properties) => new()
    {
        Kind = TextOf(properties, JobMessage.CallerHeader) switch
        {
            "user" => PrincipalKind.User,
            "device" => PrincipalKind.Device,
            "service" => PrincipalKind.Service,
            _ => PrincipalKind.Anonymous,
        },
        UserId = TextOf(properties, JobMessage.UserHeader) ?? "",
    };

    /// <summary>The time that it may take.</summary>
    public static TimeSpan DeadlineOf(IReadOnlyBasicProperties properties)
    {
        // A timer takes no more than 32 bits of milliseconds: further away is never.
        var value = properties.Headers is { } headers && headers.TryGetValue(JobMessage.DeadlineHeader, out var header) && header is IConvertible number ? number.ToInt64(CultureInfo.InvariantCulture) : long.MaxValue;
        return value is > 0 and < uint.MaxValue ? TimeSpan.FromMilliseconds(value) : Timeout.InfiniteTimeSpan;
    }

    /// <summary>A header that is text; null where it is none.</summary>
    public static string? TextOf(IReadOnlyBasicProperties properties, string header)
        => properties.Headers is { } headers && headers.TryGetValue(header, out var value) && value is byte[] text ? Encoding.UTF8.GetString(text) : null;
}
