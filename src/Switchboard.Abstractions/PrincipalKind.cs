namespace Switchboard;

/// <summary>What stands behind a connection.</summary>
public enum PrincipalKind
{
    /// <summary>Nobody has been identified.</summary>
    Anonymous,

    /// <summary>A person, known by a user id.</summary>
    User,

    /// <summary>A device with an account of its own.</summary>
    Device,

    /// <summary>A program with an API key, or server code.</summary>
    Service,
}
