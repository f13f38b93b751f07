using System.Text.Json;
using System.Text.Json.Nodes;

namespace Switchboard.Server.CommandLine.Tokens;

/// <summary>The claims of a token.</summary>
internal sealed class TokenPayload
{
    private readonly JsonObject _claims = [];

    /// <summary>Sets a claim, in place of an earlier one of its name.</summary>
    public void Set(string name, string value) => _claims[name] = value;

    /// <inheritdoc cref="Set(string, string)"/>
    public void Set(string name, long value) => _claims[name] = value;

    /// <inheritdoc cref="Set(string, string)"/>
    public void Set(string name, IEnumerable<string> values) => _claims[name] = new JsonArray([.. values.Select(value => JsonValue.Create(value))]);

    /// <summary>A claim that is text; null where it is something else.</summary>
    public string? TextOf(string name) => _claims[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    /// <summary>Sets a claim that is given as <c>name=value</c>, where the value is JSON or text.</summary>
    /// <exception cref="CommandException">It is not of this form.</exception>
    public void SetClaim(string text)
    {
        if (text.Split('=', 2) is not [{ Length: > 0 } name, var value])
        {
            throw new CommandException(ExitCodes.Failure, $"'{text}' is no claim; write NAME=VALUE, such as info={{\"name\":\"Ada\"}}.");
        }

        try
        {
            _claims[name] = JsonNode.Parse(value);
        }
        catch (JsonException)
        {
            _claims[name] = value;
        }
    }

    /// <summary>Sets a claim unless it is there.</summary>
    public void SetDefault(string name, string value)
    {
        if (value.Length > 0 && !_claims.ContainsKey(name))
        {
            Set(name, value);
        }
    }

    /// <summary>The claims in JSON.</summary>
    public string ToJson() => _claims.ToJsonString();
}
