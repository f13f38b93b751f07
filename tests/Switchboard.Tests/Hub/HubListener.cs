namespace Switchboard.Tests.Hub;

/// <summary>Who listens for a hub's connections.</summary>
internal enum HubListener
{
    /// <summary>The web server.</summary>
    WebServer,

    /// <summary>The web server, behind TLS.</summary>
    Encrypted,

    /// <summary>The hub's own listener, before the web server.</summary>
    Direct,

    /// <summary>The hub's own listener, before a web server behind TLS.</summary>
    DirectEncrypted,
}
