namespace Switchboard.Configuration.Rules;

/// <summary>Nobody can be allowed to subscribe for being subscribed.</summary>
internal sealed class SubscriberRule : IOptionsRule
{
    /// <inheritdoc/>
    public IEnumerable<ConfigurationProblem> Check(SwitchboardOptions options) =>
        from entry in options.Namespaces
        where entry.Value.AllowSubscribe.HasFlag(Audience.Subscriber)
        select new ConfigurationProblem(
            $"namespaces.{entry.Key}.allowSubscribe",
            "names \"subscriber\", which has no meaning here",
            "Remove it, or write \"user\" or \"anonymous\".");
}
