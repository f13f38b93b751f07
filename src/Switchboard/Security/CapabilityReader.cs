using System.Text.Json;

namespace Switchboard.Security;

/// <summary>Reads the claim <c>caps</c>: what a token allows in channels that it names or describes.</summary>
internal static class CapabilityReader
{
    private const string Claim = "caps";

    /// <summary>Reads the grants.</summary>
    /// <exception cref="JsonException">The claim is of the wrong type, or names what there is not.</exception>
    public static IEnumerable<Grant> Read(JsonElement claims)
    {
        if (!ClaimReader.TryFind(claims, Claim, out var capabilities))
        {
            return [];
        }

        ClaimReader.Require(capabilities, JsonValueKind.Array, Claim);
        return capabilities.EnumerateArray().SelectMany(ReadOne).ToArray();
    }

    private static IEnumerable<Grant> ReadOne(JsonElement capability)
    {
        ClaimReader.Require(capability, JsonValueKind.Object, Claim);
        var isPattern = ClaimReader.ReadText(capability, "match") switch
        {
            "" or "exact" => false,
            "wildcard" => true,
            _ => throw new JsonException("The claim caps has a match that is neither exact nor wildcard."),
        };
        var allowed = ListOf(capability, "allow").Aggregate(Operations.None, static (all, name) => all | OperationOf(name));
        return ListOf(capability, "channels").Select(channel => new Grant(channel, allowed) { IsPattern = isPattern });
    }

    private static string[] ListOf(JsonElement capability, string name)
    {
        if (!ClaimReader.TryFind(capability, name, out var list))
        {
            return [];
        }

        ClaimReader.Require(list, JsonValueKind.Array, Claim);
        return list.EnumerateArray().Select(static item => ClaimReader.Text(item, Claim)).ToArray();
    }

    // The short names are those that other servers' tokens have.
    private static Operations OperationOf(string name) => name switch
    {
        "sub" => Operations.Subscribe,
        "pub" => Operations.Publish,
        "hst" => Operations.History,
        "prs" => Operations.Presence,
        _ when OperationNames.TryFind(name, out var operation) => operation,
        _ => throw new JsonException("The claim caps allows what is no operation."),
    };
}
