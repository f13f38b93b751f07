namespace Switchboard.Configuration.Rules;

/// <summary>Coming and going can be sent to everybody only where it can be received at all.</summary>
internal sealed class JoinLeaveRule : IOptionsRule
{
    /// <inheritdoc/>
    public IEnumerable<ConfigurationProblem> Check(SwitchboardOptions options) =>
        from entry in options.Namespaces
        where entry.Value is { ForcePushJoinLeave: true, JoinLeave: false }
        select new ConfigurationProblem(
            $"namespaces.{entry.Key}.forcePushJoinLeave",
            "is true, but joinLeave is false",
            "Set joinLeave to true as well.");
}
