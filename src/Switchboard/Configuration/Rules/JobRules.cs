namespace Switchboard.Configuration.Rules;

/// <summary>What holds for jobs, and for the brokers that carry them.</summary>
internal static class JobRules
{
    private const int MaxNameLength = 64;

    /// <summary>Methods are named, and carriers can be told apart.</summary>
    public static IEnumerable<ConfigurationProblem> Jobs(SwitchboardOptions options)
    {
        foreach (var (index, method) in options.Jobs.Methods.Index())
        {
            if (!IsPattern(method.Method))
            {
                yield return new ConfigurationProblem($"jobs.methods[{index}].method", "is empty, or has a star elsewhere than at its end", "Write the name of a method, or the beginning of some and a star.");
            }
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var problem in options.Jobs.Carriers.Index().SelectMany(entry => Of(options, entry.Item, $"jobs.carriers[{entry.Index}]", names.Add(entry.Item.Name))))
        {
            yield return problem;
        }
    }

    private static IEnumerable<ConfigurationProblem> Of(SwitchboardOptions options, JobCarrierOptions carrier, string path, bool isNew)
    {
        if (!isNew || !PlainNames.IsOne(carrier.Name, MaxNameLength))
        {
            yield return new ConfigurationProblem(
                $"{path}.name", isNew ? $"is no name of up to {MaxNameLength} letters, digits, '-', '_' and '.'" : "is that of an earlier carrier, too", "Give each carrier a name of its own: its queues and jobs are kept under it.");
        }

        if (carrier.Methods.Count == 0 || !carrier.Methods.TrueForAll(IsPattern))
        {
            yield return new ConfigurationProblem($"{path}.methods", "is empty, or has an entry that is empty or has a star elsewhere than at its end", "Name the methods whose jobs it carries, such as \"reports:*\".");
        }

        foreach (var name in carrier.Methods.Where(IsPattern).Select(NamespaceOf).Where(name => name is not null && !options.Namespaces.ContainsKey(name)).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            yield return new ConfigurationProblem($"{path}.methods", $"has methods of \"{name}\", which is no namespace, so that nobody can submit their jobs", "Add the namespace, with allowCall.");
        }

        if (carrier.UriFile.Length > 0 && !File.Exists(carrier.UriFile))
        {
            yield return new ConfigurationProblem($"{path}.uriFile", $"names {SafeText.OfPath(carrier.UriFile)}, where there is no file that can be read", "Correct the path, or let the server's user read it.");
        }

        if (carrier.Uri.Length > 0 && (carrier.UriFile.Length > 0 || !BrokerRules.IsAddress(carrier.Uri)))
        {
            yield return new ConfigurationProblem(
                $"{path}.uri", carrier.UriFile.Length > 0 ? "is given, and uriFile as well" : $"is {SafeText.OfAddress(carrier.Uri)}, which is no address of RabbitMQ", "Write one such as \"amqps://user:password@broker/vhost\" (a slash in the name of the virtual host is %2F), or leave it to rabbitMq.uri.");
        }
    }

    // A beginning without a colon may be that of several.
    private static string? NamespaceOf(string method) => method.Split(':', 2) is [var name, _] ? name : method.EndsWith('*') ? null : "default";

    private static bool IsPattern(string text) => text.Length > 0 && text.IndexOf('*', StringComparison.Ordinal) is var star && (star < 0 || star == text.Length - 1);
}
