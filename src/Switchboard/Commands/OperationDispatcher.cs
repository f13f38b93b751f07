using System.Collections.Frozen;
using System.Text.Json;
using Switchboard.Catalog;
using Switchboard.Connections;
using Switchboard.Results;

namespace Switchboard.Commands;

/// <summary>Finds what carries out an operation by its name.</summary>
internal sealed class OperationDispatcher
{
    /// <summary>The one operation that may take long: what comes behind it does not wait.</summary>
    public const string Call = "call";

    private static readonly ErrorCode _noBinary = ErrorCodes.BadRequest with { Message = "bad request: this operation takes JSON and no binary data" };

    private static readonly ErrorCode _noObject = ErrorCodes.BadRequest with { Message = "bad request: fields come as one JSON object, such as {} for none" };

    private readonly FrozenDictionary<string, IOperation> _byName;

    private readonly OperationAuditor _auditor;

    public OperationDispatcher(IEnumerable<IOperation> operations, OperationAuditor auditor)
    {
        _auditor = auditor;
        All = [.. operations];
        _byName = All.ToFrozenDictionary(operation => operation.Info.Name, StringComparer.Ordinal);
    }

    /// <summary>Every operation.</summary>
    public IReadOnlyList<IOperation> All { get; }

    /// <summary>The operation of a name that such callers may ask for; null where there is none.</summary>
    public IOperation? Find(string name, OperationCallers callers)
        => _byName.TryGetValue(name, out var operation) && operation.Info.Callers.HasFlag(callers) ? operation : null;

    /// <summary>Tells the auditor of an operation that its caller may not ask for.</summary>
    public void Refuse(IOperation operation, OperationCaller caller, JsonElement request) => _auditor.Refuse(operation, caller, request, ErrorCodes.PermissionDenied);

    /// <summary>Carries an operation out for whoever may ask for it.</summary>
    public ValueTask<OperationAnswer> ExecuteAsync(IOperation operation, OperationCaller caller, JsonElement request, CancellationToken cancellationToken)
        => _auditor.ExecuteAsync(operation, caller, request, cancellationToken);

    /// <summary>Carries an operation out for a connection.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="name">The operation's name.</param>
    /// <param name="json">Its request, a JSON object; empty or <c>null</c> for one without fields.</param>
    /// <param name="binary">Binary data that came beside the request, in place of its field <c>data</c>; null for none.</param>
    /// <returns>The result as JSON, an object.</returns>
    public async ValueTask<Result<ReadOnlyMemory<byte>>> ExecuteAsync(
        Connection connection, string name, ReadOnlyMemory<byte> json, ReadOnlyMemory<byte>? binary = null)
    {
        if ((Find(name, OperationCallers.Connections) ?? Find(name, OperationCallers.Administrators)) is not { } operation)
        {
            return ErrorCodes.MethodNotFound;
        }

        if (!operation.Info.Callers.HasFlag(OperationCallers.Connections) && !connection.Principal.IsAdministrator)
        {
            Refuse(operation, OperationCaller.Of(connection), RequestParser.TryParseObject(json.Span) ?? RequestParser.NoFields);
            return ErrorCodes.PermissionDenied;
        }

        if (binary is not null && !operation.TakesBinary)
        {
            return _noBinary;
        }

        // Nothing a client does is cancelled half-way.
        return (IsNothing(json.Span) ? RequestParser.NoFields : RequestParser.TryParseObject(json.Span)) is { } request
            ? (await ExecuteAsync(operation, OperationCaller.Of(connection) with { Binary = binary }, request, CancellationToken.None)).ToResult()
            : _noObject;
    }

    private static bool IsNothing(ReadOnlySpan<byte> json) => json.Trim(" \t\r\n"u8) is [] or [(byte)'n', (byte)'u', (byte)'l', (byte)'l'];
}
