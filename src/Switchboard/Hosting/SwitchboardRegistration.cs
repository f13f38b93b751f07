using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Switchboard.Configuration;
using Switchboard.Configuration.Reading;
using Switchboard.Configuration.Rules;

namespace Switchboard.Hosting;

/// <summary>What calls of AddSwitchboard have said so far: where the configuration is, and what code changes in it.</summary>
internal sealed class SwitchboardRegistration
{
    private readonly List<Action<SwitchboardOptions>> _changes = [];

    /// <summary>The configuration; an empty one where the application gave none.</summary>
    public IConfiguration Configuration { get; set; } = new ConfigurationBuilder().Build();

    public void Add(Action<SwitchboardOptions> change) => _changes.Add(change);

    /// <summary>Throws where what is known so far has mistakes. A durable store is added later, if at all.</summary>
    public void Check()
    {
        var problems = CreateLoader([], [], durableStoreAvailable: true).Load().Problems;
        if (problems.Count > 0)
        {
            throw new InvalidConfigurationException(problems);
        }
    }

    /// <summary>What reads the options: the configuration first, then the code, in the order in which it was given.</summary>
    public ConfigurationLoader CreateLoader(
        IEnumerable<IConfigureOptions<SwitchboardOptions>> more,
        IEnumerable<IPostConfigureOptions<SwitchboardOptions>> last,
        bool durableStoreAvailable)
    {
        Action<SwitchboardOptions>[] changes =
        [
            .. _changes,
            .. more.Select(configure => (Action<SwitchboardOptions>)configure.Configure),
            .. last.Select(configure => (Action<SwitchboardOptions>)(options => configure.PostConfigure(Options.DefaultName, options))),
        ];
        return new ConfigurationLoader(
            Configuration, SwitchboardOptions.SectionName, new OptionsValidator(HubRules.All(durableStoreAvailable)), changes);
    }
}
