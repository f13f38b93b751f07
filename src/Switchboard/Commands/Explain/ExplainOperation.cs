using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Switchboard.Commands.Access;
using Switchboard.Configuration;
using Switchboard.Hooks;
using Switchboard.Json;
using Switchboard.Names;
using Switchboard.Results;
using Switchboard.Security;
using Switchboard.Security.Access;
using Switchboard.Timing;

namespace Switchboard.Commands.Explain;

/// <summary><c>explain</c>: why somebody may or may not do something in a channel, by the rules as they stand.</summary>
internal sealed class ExplainOperation(ChannelAuthorizer authorizer, HookSet hooks, TokenKeyRing keys, AccessRegistry access, ApiKeyFinder apiKeys, Clock clock)
    : Operation<ExplainRequest, ExplainResult>("explain", OperationJsonContext.Default.ExplainRequest, OperationJsonContext.Default.ExplainResult)
{
    /// <inheritdoc/>
    protected override ValueTask<Result<ExplainResult>> ExecuteAsync(OperationCaller caller, ExplainRequest request, CancellationToken cancellationToken)
        => ValueTask.FromResult(Explain(request));

    private Result<ExplainResult> Explain(ExplainRequest request)
    {
        if (!OperationNames.TryFind(request.Operation, out var operation))
        {
            return InvalidField.Of("operation", $"must be one of {string.Join(", ", OperationNames.All)}");
        }

        if (string.IsNullOrEmpty(request.Channel))
        {
            return InvalidField.Missing("channel");
        }

        var token = ExplainedToken.Read(request.Claims, RequestReader.TextOf(request.User), keys.Current.Keys, access.Current, clock.UtcNow);
        if (token is null)
        {
            return InvalidField.Of("claims", "must be the claims of a token: a JSON object, each of its type");
        }

        if (UserIds.Check(request.User) is { } invalid)
        {
            return invalid;
        }

        if (token.Refusal is { } refusal)
        {
            return new ExplainResult { Allowed = false, Rule = PermissionPolicy.TokenRule, Why = $"The token would be refused: {refusal}." };
        }

        var principal = token.Principal with { Roles = request.Roles ?? [] };
        if (request.Key is { Length: > 0 } name)
        {
            if (apiKeys.FindByName(name) is not { } key)
            {
                return InvalidField.Of("key", "must be the name of a key of the HTTP API");
            }

            principal = key.Principal;
        }

        var hasToken = operation == Operations.Subscribe && token.Channels.Contains(request.Channel);
        return authorizer.Explain(principal, operation, request.Channel, isSubscribed: false, hasToken) is var (decision, space)
            ? new ExplainResult
            {
                Allowed = decision.IsAllowed,
                Rule = decision.Rule,
                Why = WhyOf(decision, operation, space, () => IsAllowedIfSubscribed(principal, operation, request.Channel)),
            }
            : new ExplainResult { Allowed = false, Rule = "channel", Why = "No namespace has a channel of that name." };
    }

    private bool IsAllowedIfSubscribed(Principal principal, Operations operation, string channel)
        => authorizer.Explain(principal, operation, channel, isSubscribed: true, hasToken: false) is var (decision, _) && decision.IsAllowed;

    private string WhyOf(in Decision decision, Operations operation, NamespaceSettings space, Func<bool> isAllowedIfSubscribed) => decision.Rule switch
    {
        PermissionPolicy.DeviceRule => "The channel is a device's own: that device alone follows it.",
        PermissionPolicy.TokenRule => "The token names the channel.",
        PermissionPolicy.BlockRule => "The user is blocked.",
        PermissionPolicy.ScopeRule => "The channel is none of those that the key is limited to.",
        PermissionPolicy.GrantRule when decision.By is { } subject => $"It was granted to {subject} ({OperationNames.Of(operation)}).",
        PermissionPolicy.GrantRule => $"The token grants {OperationNames.Of(operation)} on it.",
        PermissionPolicy.PrivateRule => $"The channel is private, as its name begins with {space.PrivatePrefix}: only a subscription token lets in to it.",
        PermissionPolicy.NameRule => decision.IsAllowed ? "The name lists the user." : "The name lists users, and not this one.",
        PermissionPolicy.HookRule => hooks.Has(KindOf(operation, space))
            ? $"The namespace {space.Name} leaves {OperationNames.Of(operation)} to a hook, which is asked each time."
            : $"The namespace {space.Name} leaves {OperationNames.Of(operation)} to a hook, and no hook decides about it.",
        _ when decision.IsAllowed => $"The namespace {space.Name} allows {OperationNames.Of(operation)}: {AudienceOf(operation, space)}.",
        _ when isAllowedIfSubscribed() => $"The namespace {space.Name} allows {OperationNames.Of(operation)} to those who are subscribed: {AudienceOf(operation, space)}.",
        _ => $"The namespace {space.Name} does not allow {OperationNames.Of(operation)}: {AudienceOf(operation, space)}.",
    };

    // As the configuration has it.
    private static string AudienceOf(Operations operation, NamespaceSettings space)
    {
        var audience = PermissionPolicy.AudienceOf(operation, space);
        var names = Enum.GetValues<Audience>().Where(one => one != Audience.None && audience.HasFlag(one)).Select(static one => $"\"{one.ToString().ToLowerInvariant()}\"");
        return $"\"{OptionOf(operation, space)}\": [{string.Join(", ", names)}]";
    }

    private static string OptionOf(Operations operation, NamespaceSettings space) => operation switch
    {
        Operations.Publish when space.Map is { HasOwnPublish: true } => "allowMapPublish",
        Operations.Remove when space.Map is { HasOwnRemove: true } => "allowMapRemove",
        Operations.Remove => "allowPublish",
        _ => $"allow{operation}",
    };

    private static HookKinds KindOf(Operations operation, NamespaceSettings space) => operation switch
    {
        Operations.Subscribe => HookKinds.Subscribing,
        Operations.Publish when space.Map is not null => HookKinds.MapPublishing,
        Operations.Remove => HookKinds.MapRemoving,
        Operations.Publish => HookKinds.Publishing,
        Operations.Call => HookKinds.Calling,
        _ => HookKinds.None,
    };
}

/// <summary>Asks why somebody may or may not do something.</summary>
internal sealed record ExplainRequest : IChannelScoped
{
    [JsonIgnore]
    IEnumerable<string?> IChannelScoped.ScopedChannels => [Channel];

    [Description("The user; absent or empty, somebody anonymous.")]
    public string? User { get; init; }

    [Description("The user's roles, by which something may have been granted.")]
    public List<string>? Roles { get; init; }

    [Description("The name of a key of the HTTP API, in place of a user.")]
    public string? Key { get; init; }

    [Description("What is to be done: subscribe, publish, remove, history, presence, call, serve, send, or in boards take, takeover, free, note, boardhistory or boardmanage.")]
    [Required]
    public string? Operation { get; init; }

    [Description("The channel; the method for call and serve, the inbox of the recipient (#user) for send.")]
    [Required]
    public string? Channel { get; init; }

    [Description("The claims of the token that the user would bring: of a connection token, or with channel of a subscription token.")]
    public RawJson Claims { get; init; }
}

/// <summary>Why somebody may or may not do something.</summary>
internal sealed record ExplainResult
{
    [Description("Whether it is allowed. What is left to a hook is not, until that is asked.")]
    public required bool Allowed { get; init; }

    [Description("The rule that decided: block, key scope, token, grant, private channel, user-limited name, namespace, hook, or channel where there is none of that name.")]
    public required string Rule { get; init; }

    [Description("The same in a sentence.")]
    public required string Why { get; init; }
}
