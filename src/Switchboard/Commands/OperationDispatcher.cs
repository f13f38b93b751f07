using System.Collections.Frozen;
using Switchboard.Catalog;
using Switchboard.Connections;
using Switchboard.Results;

namespace Switchboard.Commands;

/// <summary>Finds what carries out an operation by its name.</summary>
internal sealed class OperationDispatcher
{
    /// <summary>The one operation that may take long: what comes behind it does not wait.</summary>
    public const string Call = "call";

    private readonly FrozenDictionary<string, IOperation> _byName;

    public OperationDispatcher(IEnumerable<IOperation> operations)
    {
        All = [.. operations];
        _byName = All.ToFrozenDictionary(operation => operation.Info.Name, StringComparer.Ordinal);
    }

    /// <summary>Every operation.</summary>
    public IReadOnlyList<IOperation> All { get; }

    /// <summary>The operation of a name that such callers may ask for; null where there is none.</summary>
    public IOperation? Find(string name, OperationCallers callers)
        => _byName.TryGetValue(name, out var operation) && operation.Info.Callers.HasFlag(callers) ? operation : null;

    /// <summary>Carries an operation out for a connection.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="name">The operation's name.</param>
    /// <param name="json">Its request, a JSON object; empty for one without fields.</param>
    /// <returns>The result as JSON, an object.</returns>
    public async ValueTask<Result<ReadOnlyMemory<byte>>> ExecuteAsync(Connection connection, string name, ReadOnlyMemory<byte> json)
    {
        if (Find(name, OperationCallers.Connections) is not { } operation)
        {
            return ErrorCodes.MethodNotFound;
        }

        // Nothing a client does is cancelled half-way.
        return (json.IsEmpty ? RequestParser.NoFields : RequestParser.TryParseObject(json.Span)) is { } request
            ? (await operation.ExecuteAsync(OperationCaller.Of(connection), request, CancellationToken.None)).ToResult()
            : ErrorCodes.BadRequest;
    }
}
