using System.CommandLine;
using System.Text.Json;
using Switchboard.Server.CommandLine.Api;
using Switchboard.Server.CommandLine.Output;

namespace Switchboard.Server.CommandLine.Profiles;

/// <summary><c>switchboard profile</c>: keeps servers and their keys under names.</summary>
internal static class ProfileCommands
{
    private static readonly Column[] _columns =
    [
        "name",
        "server",
        new("key", static profile => profile.GetProperty("hasKey").GetBoolean() ? "yes" : "no"),
        new("in use", static profile => profile.GetProperty("current").GetBoolean() ? "yes" : ""),
    ];

    /// <summary>Makes the command.</summary>
    public static Command Create() => new("profile", $"Keeps servers and their keys under names, in {ProfileFile.Location}, which only you can read. Keys are never printed.")
    {
        ProfileAddCommand.Create(),
        CreateList(),
        CreateUse(),
        CreateRemove(),
    };

    /// <summary>Writes a profile without its key.</summary>
    public static void Write(Utf8JsonWriter writer, ProfileList list, string name)
    {
        writer.WriteString("name", name);
        writer.WriteString("server", list.Profiles[name].Server);
        writer.WriteBoolean("hasKey", list.Profiles[name].Key is not null);
        writer.WriteBoolean("current", list.Current == name);
    }

    private static Command CreateList()
    {
        var command = new Command("list", "Shows the profiles, and which is in use.");
        command.SetAction("name, server, hasKey, current", static context => Task.FromResult(PrintList(context, ProfileFile.Read())));
        return command;
    }

    private static Command CreateUse()
    {
        var argument = ProfileArguments.CreateName();
        var command = new Command("use", "Makes a profile the one that is used when none is named.") { argument };
        command.SetAction("name, server, hasKey, current", context =>
        {
            var name = context.Get(argument)!;
            var list = ProfileFile.Read();
            var profile = ProfileArguments.Find(list, name);
            list.Current = name;
            ProfileFile.Write(list);
            context.Output.WriteResult($"{name} ({profile.Server}) is used from now on.", writer => Write(writer, list, name));
            return Task.FromResult(ExitCodes.Success);
        });
        return command;
    }

    private static Command CreateRemove()
    {
        var argument = ProfileArguments.CreateName();
        var command = new Command("remove", "Forgets a profile and its key.") { argument };
        command.SetAction("the profiles that are left, as of list", context =>
        {
            var name = context.Get(argument)!;
            var list = ProfileFile.Read();
            _ = ProfileArguments.Find(list, name);
            list.Profiles.Remove(name);
            list.Current = list.Current == name ? null : list.Current;
            ProfileFile.Write(list);
            if (context.Output.IsJson)
            {
                return Task.FromResult(PrintList(context, list));
            }

            context.Output.WriteLine($"Removed {name}.");
            return Task.FromResult(ExitCodes.Success);
        });
        return command;
    }

    private static int PrintList(CommandContext context, ProfileList list)
        => Answer.PrintList(context, list.Profiles.Keys.Select(name => JsonText.Element(writer => Write(writer, list, name))), _columns);
}
