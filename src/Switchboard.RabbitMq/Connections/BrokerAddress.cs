using System.Diagnostics.CodeAnalysis;

namespace Switchboard.RabbitMq.Connections;

/// <summary>What the URI of a broker says, in words that hold no secret.</summary>
internal static class BrokerAddress
{
    private const int Port = 5672;
    private const int TlsPort = 5671;

    /// <summary>Whether it is one of AMQP.</summary>
    public static bool IsOne([NotNullWhen(true)] Uri? uri) => uri is { IsAbsoluteUri: true, Scheme: "amqp" or "amqps" };

    /// <summary>Why the client would not take a URI, or would go elsewhere; null where nothing is wrong with it.</summary>
    public static string? FindMistake(Uri uri) => uri switch
    {
        { Host: "" } => "it names no host",
        { Segments.Length: > 2 } => "there is more than one '/' behind the host: a '/' in the name of the virtual host is written %2F, such as \"amqp://localhost/%2Fapps\"",
        _ when uri.UserInfo.Count(static letter => letter == ':') > 1 => "user and password have more than one ':' between them: a ':' in the password is written %3A",
        _ => null,
    };

    /// <summary>Host, port and virtual host.</summary>
    public static string Describe(Uri uri)
        => FormattableString.Invariant($"{uri.Host}:{(uri.IsDefaultPort || uri.Port <= 0 ? IsTls(uri) ? TlsPort : Port : uri.Port)}, virtual host '{HostOf(uri)}'");

    /// <summary>Whether the connection is to be encrypted.</summary>
    public static bool IsTls(Uri uri) => uri.Scheme == "amqps";

    private static string HostOf(Uri uri) => uri.AbsolutePath.Length > 1 ? Uri.UnescapeDataString(uri.AbsolutePath[1..]) : "/";
}
