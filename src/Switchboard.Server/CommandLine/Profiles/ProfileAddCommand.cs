using System.CommandLine;
using System.Text.RegularExpressions;
using Spectre.Console;
using Switchboard.Server.CommandLine.Api;
using Switchboard.Server.CommandLine.Output;

namespace Switchboard.Server.CommandLine.Profiles;

/// <summary><c>switchboard profile add</c>.</summary>
internal static partial class ProfileAddCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "What to call it: letters, digits, dots, hyphens and underscores." };
        var server = new Option<string>("--server") { Description = "The server's address, such as https://hub.example.com.", HelpName = "URL", Required = true };
        var key = new KeyArguments();
        var use = new Option<bool>("--use") { Description = "Uses it from now on. The first profile is used anyway." };
        var command = new Command("add", "Adds a profile, or replaces it. In a terminal it asks for the key if none is given.");
        command.Arguments.Add(name);
        command.Options.Add(server);
        key.AddTo(command);
        command.Options.Add(use);
        command.SetAction("name, server, hasKey, current", context => AddAsync(context, context.Get(name)!, ServerAddress.Parse(context.Get(server)!), key, context.Get(use)));
        return command;
    }

    private static async Task<int> AddAsync(CommandContext context, string name, Uri server, KeyArguments arguments, bool use)
    {
        if (!NamePattern().IsMatch(name))
        {
            throw new CommandException(ExitCodes.Failure, $"'{name}' cannot be the name of a profile: use up to 64 letters, digits, dots, hyphens and underscores.");
        }

        var list = ProfileFile.Read();
        var key = await arguments.ReadAsync(context) ?? await AskAsync(context);
        list.Profiles[name] = new Profile { Server = server.AbsoluteUri, Key = key };
        list.Current = use || list.Profiles.Count == 1 ? name : list.Current;
        ProfileFile.Write(list);
        if (key is not null && server.Scheme == Uri.UriSchemeHttp && !server.IsLoopback)
        {
            context.Warn($"{server} is not encrypted: everybody on the way can read the key.");
        }

        context.Output.WriteResult($"Added {name} ({server}){(list.Current == name ? "; it is used from now on" : "")}.", writer => ProfileCommands.Write(writer, list, name));
        return ExitCodes.Success;
    }

    private static async Task<string?> AskAsync(CommandContext context)
    {
        if (Console.IsInputRedirected || !Consoles.ErrorsAreOnTerminal)
        {
            return null;
        }

        var question = new TextPrompt<string>("The key of its HTTP API (empty for none):") { IsSecret = true, Mask = null, AllowEmpty = true };
        var answer = await question.ShowAsync(Consoles.Create(context.Errors), context.Cancellation);
        return answer.Length == 0 ? null : KeyArguments.Check(answer, "the answer");
    }

    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,64}\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamePattern();
}
