using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Switchboard.Catalog;
using Switchboard.Configuration;
using Switchboard.Connections;

namespace Switchboard.Commands;

/// <summary>Carries out an operation, whichever wire it came on.</summary>
internal interface IOperation
{
    /// <summary>Its row of the table.</summary>
    OperationInfo Info { get; }

    /// <summary>The type of the request.</summary>
    JsonTypeInfo RequestType { get; }

    /// <summary>The type of the result.</summary>
    JsonTypeInfo ResultType { get; }

    /// <summary>Whether the HTTP API answers with the result itself, without a <c>result</c> around it.</summary>
    bool AnswersBare { get; }

    /// <summary>Whether the field <c>data</c> may be binary, on wires that can say so.</summary>
    bool TakesBinary { get; }

    /// <summary>Carries it out. The table says that the caller may ask for it; what else it takes, the operation decides.</summary>
    ValueTask<OperationAnswer> ExecuteAsync(OperationCaller caller, JsonElement request, CancellationToken cancellationToken);
}

/// <summary>Who asks for an operation: a service, or a connection.</summary>
/// <param name="Principal">Who stands behind it.</param>
/// <param name="Connection">The connection; null for a service.</param>
/// <param name="Key">The service's key; null for a connection.</param>
internal readonly record struct OperationCaller(Principal Principal, Connection? Connection, ApiKeySettings? Key)
{
    /// <summary>Binary data that came beside the request, in place of its field <c>data</c>; null for none. Given to operations that take it alone.</summary>
    public ReadOnlyMemory<byte>? Binary { get; init; }

    /// <summary>From which remote address; empty where there is none.</summary>
    public string Address { get; init; } = "";

    /// <summary>How the audit names the caller.</summary>
    public string Actor => this switch
    {
        { Key.Administrator: { Length: > 0 } user } => $"user:{user}",
        { Key: { } key } => $"key:{key.Name}",
        _ => AuditActors.Of(Principal),
    };

    /// <summary>Who has the caller's key; null where it needs none.</summary>
    public KeyHolder? Holder => Key is { } key ? new KeyHolder(Actor, key.CreatedAt) : null;

    /// <summary>Server code.</summary>
    public static OperationCaller Server { get; } = new(Principal.Service, null, null);

    /// <summary>The caller that a connection is.</summary>
    public static OperationCaller Of(Connection connection) => new(connection.Principal, connection, null) { Address = connection.Transport.RemoteAddress };

    /// <summary>The service that has a key.</summary>
    public static OperationCaller Of(ApiKeySettings key) => new(key.Principal, null, key);

    /// <summary>Whether the caller may do what another operation does, as a part of this one. Connections are asked by that part itself.</summary>
    public bool Allows(string operation) => Key?.Allows(operation) ?? true;

    /// <summary>The same for an operation that names no channel: a key that is limited to channels allows it only by its name.</summary>
    public bool AllowsBeyondChannels(string operation) => Key?.AllowsBeyondChannels(operation) ?? true;
}
