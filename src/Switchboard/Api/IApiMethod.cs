using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Switchboard.Configuration;

namespace Switchboard.Api;

/// <summary>A method of the HTTP API.</summary>
internal interface IApiMethod
{
    /// <summary>The name, as in the address.</summary>
    string Name { get; }

    /// <summary>What it does, in a sentence.</summary>
    string Summary { get; }

    /// <summary>The type of the request.</summary>
    JsonTypeInfo RequestType { get; }

    /// <summary>The type of the result.</summary>
    JsonTypeInfo ResultType { get; }

    /// <summary>Whether the answer is the result itself, without a <c>result</c> around it.</summary>
    bool AnswersBare { get; }

    /// <summary>Carries out a call. The key allows it.</summary>
    ValueTask<ApiAnswer> AnswerAsync(JsonElement parameters, ApiKeySettings key, CancellationToken cancellationToken);
}
