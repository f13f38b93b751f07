using System.CommandLine;
using System.CommandLine.Completions;

namespace Switchboard.Server.CommandLine.Profiles;

/// <summary>Arguments and options that take the name of a profile; shells complete it.</summary>
internal static class ProfileArguments
{
    /// <summary>An argument for a profile that exists.</summary>
    public static Argument<string> CreateName()
    {
        var name = new Argument<string>("name") { Description = "The profile." };
        name.CompletionSources.Add(Names);
        return name;
    }

    /// <summary>The option that chooses a profile.</summary>
    public static Option<string?> CreateOption()
    {
        var option = new Option<string?>("--profile")
        {
            Description = "The profile whose server and key are used; `switchboard profile` keeps them.",
            HelpName = "NAME",
        };
        option.CompletionSources.Add(Names);
        return option;
    }

    /// <summary>The profile of a name.</summary>
    /// <exception cref="CommandException">There is none.</exception>
    public static Profile Find(ProfileList list, string name)
        => list.Profiles.TryGetValue(name, out var profile)
            ? profile
            : throw new CommandException(ExitCodes.Failure, $"There is no profile '{name}'; `switchboard profile list` shows those that there are.");

    private static IEnumerable<CompletionItem> Names(CompletionContext context)
    {
        try
        {
            return ProfileFile.Read().Profiles.Keys.Select(name => new CompletionItem(name));
        }
        catch (CommandException)
        {
            return [];
        }
    }
}
