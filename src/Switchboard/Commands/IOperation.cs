using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Switchboard.Catalog;

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

    /// <summary>Carries it out. The table says that the caller may ask for it; what else it takes, the operation decides.</summary>
    ValueTask<OperationAnswer> ExecuteAsync(OperationCaller caller, JsonElement request, CancellationToken cancellationToken);
}
