using Switchboard.Configuration;
using Switchboard.Connections;

namespace Switchboard.Commands;

/// <summary>Who asks for an operation: a service, or a connection.</summary>
/// <param name="Principal">Who stands behind it.</param>
/// <param name="Connection">The connection; null for a service.</param>
/// <param name="Key">The service's key; null for a connection.</param>
internal readonly record struct OperationCaller(Principal Principal, Connection? Connection, ApiKeySettings? Key)
{
    /// <summary>The caller that a connection is.</summary>
    public static OperationCaller Of(Connection connection) => new(connection.Principal, connection, null);

    /// <summary>The service that has a key.</summary>
    public static OperationCaller Of(ApiKeySettings key) => new(Principal.Service, null, key);

    /// <summary>Whether the caller may do what another operation does, as a part of this one. Connections are asked by that part itself.</summary>
    public bool Allows(string operation) => Key?.Allows(operation) ?? true;
}
