using System.CommandLine;

namespace Switchboard.Server.CommandLine.Profiles;

/// <summary><c>switchboard profile</c>: keeps servers and their keys under names.</summary>
internal static class ProfileCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var command = new Command("profile", $"Keeps servers and their keys under names, in {ProfileFile.Location}, which only you can read. Keys are never printed.");
        command.Subcommands.Add(ProfileAddCommand.Create());
        command.Subcommands.Add(CreateList());
        command.Subcommands.Add(CreateUse());
        command.Subcommands.Add(CreateRemove());
        return command;
    }

    private static Command CreateList()
    {
        var command = new Command("list", "Shows the profiles, and which is in use.");
        command.SetAction("name, server, hasKey, current", context =>
        {
            var list = ProfileFile.Read();
            if (context.Output.IsJson)
            {
                WriteLines(context, list);
            }
            else
            {
                context.Output.WriteTable(["name", "server", "key", "in use"], list.Profiles.Select(entry => RowOf(list, entry.Key, entry.Value)));
            }

            return Task.FromResult(ExitCodes.Success);
        });
        return command;
    }

    private static Command CreateUse()
    {
        var command = new Command("use", "Makes a profile the one that is used when none is named.");
        var name = ProfileArguments.CreateName();
        command.Arguments.Add(name);
        command.SetAction("name, server, hasKey, current", context =>
        {
            var list = ProfileFile.Read();
            _ = ProfileArguments.Find(list, context.Get(name)!);
            list.Current = context.Get(name);
            ProfileFile.Write(list);
            return Task.FromResult(ReportUse(context, list));
        });
        return command;
    }

    private static Command CreateRemove()
    {
        var command = new Command("remove", "Forgets a profile and its key.");
        var name = ProfileArguments.CreateName();
        command.Arguments.Add(name);
        command.SetAction("the profiles that are left, as of list", context =>
        {
            var list = ProfileFile.Read();
            _ = ProfileArguments.Find(list, context.Get(name)!);
            list.Profiles.Remove(context.Get(name)!);
            list.Current = list.Current == context.Get(name) ? null : list.Current;
            ProfileFile.Write(list);
            if (context.Output.IsJson)
            {
                WriteLines(context, list);
            }
            else
            {
                context.Output.WriteLine($"Removed {context.Get(name)}.");
            }

            return Task.FromResult(ExitCodes.Success);
        });
        return command;
    }

    private static int ReportUse(CommandContext context, ProfileList list)
    {
        var server = list.Profiles[list.Current!].Server;
        if (context.Output.IsJson)
        {
            WriteLine(context, list, list.Current!);
        }
        else
        {
            context.Output.WriteLine($"{list.Current} ({server}) is used from now on.");
        }

        return ExitCodes.Success;
    }

    private static void WriteLines(CommandContext context, ProfileList list)
    {
        foreach (var name in list.Profiles.Keys)
        {
            WriteLine(context, list, name);
        }
    }

    /// <summary>Prints a profile as a line of JSON, without its key.</summary>
    public static void WriteLine(CommandContext context, ProfileList list, string name) => context.Output.WriteObject(writer =>
    {
        writer.WriteString("name", name);
        writer.WriteString("server", list.Profiles[name].Server);
        writer.WriteBoolean("hasKey", list.Profiles[name].Key is not null);
        writer.WriteBoolean("current", list.Current == name);
    });

    private static string[] RowOf(ProfileList list, string name, Profile profile)
        => [name, profile.Server, profile.Key is null ? "no" : "yes", list.Current == name ? "yes" : ""];
}
