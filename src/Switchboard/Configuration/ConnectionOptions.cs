using System.ComponentModel.DataAnnotations;

namespace Switchboard.Configuration;

/// <summary>Who may connect, and how connections are kept alive.</summary>
public sealed class ConnectionOptions
{
    /// <summary>Whether a connection without a token is accepted, as an anonymous one.</summary>
    public bool AllowAnonymous { get; set; }

    /// <summary>Whether a connection without a token is the user that the application's own login (a cookie, say) has identified. Only where the hub is part of an application.</summary>
    public bool ApplicationUsers { get; set; }

    /// <summary>The claim that holds the user id of <see cref="ApplicationUsers"/>. Empty takes ASP.NET Core's name identifier, else <c>sub</c>.</summary>
    public string ApplicationUserClaim { get; set; } = "";

    /// <summary>The origins of pages that may connect, such as <c>https://app.example.com</c> or <c>https://*.example.com</c>; <c>*</c> is any. The server's own origin is always allowed, and so are clients that send none, which no browser does.</summary>
    public List<string> AllowedOrigins { get; set; } = [];

    /// <summary>The names that the server goes by, such as <c>hub.example.com</c> or <c>*.example.com</c>, without ports. Requests for another host are refused. Empty takes every name, but for logins of devices. The address that was connected to always is one.</summary>
    public List<string> AllowedHosts { get; set; } = [];

    /// <summary>The addresses and networks of proxies whose <c>X-Forwarded-For</c>, <c>-Proto</c> and <c>-Host</c> are believed, such as <c>127.0.0.1</c> or <c>10.0.0.0/8</c>. Those of others are ignored.</summary>
    public List<string> TrustedProxies { get; set; } = [];

    /// <summary>Seconds between the server's pings.</summary>
    [Range(1, 3600)]
    public int PingIntervalSeconds { get; set; } = 25;

    /// <summary>Seconds in which a ping must be answered; less than <see cref="PingIntervalSeconds"/>.</summary>
    [Range(1, 3600)]
    public int PongTimeoutSeconds { get; set; } = 8;

    /// <summary>Seconds for which an expired connection or subscription may still bring a new token.</summary>
    [Range(0, 86_400)]
    public int ExpiryGraceSeconds { get; set; } = 25;

    /// <summary>Seconds between comparisons of what subscribers have seen with their streams. 0 compares never.</summary>
    [Range(0, 86_400)]
    public int PositionCheckIntervalSeconds { get; set; } = 40;

    /// <summary>Seconds after which a presence entry that its node no longer renews is gone.</summary>
    [Range(1, 86_400)]
    public int PresenceAgeSeconds { get; set; } = 60;

    /// <summary>Seconds that a closing connection has to take what is left and to answer; then it is cut.</summary>
    [Range(1, 3600)]
    public int CloseTimeoutSeconds { get; set; } = 30;

    /// <summary>Whether WebSockets of the Centrifuge protocol are compressed (permessage-deflate) for clients that offer it: publications, joins and leaves, once for all who receive them.</summary>
    public bool Compression { get; set; }

    /// <summary>The smallest message that is compressed, in bytes.</summary>
    [Range(0, 67_108_864)]
    public int CompressionMinBytes { get; set; } = 256;
}
