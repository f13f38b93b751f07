using System.CommandLine;
using Switchboard.Server.CommandLine.Api;

namespace Switchboard.Server.CommandLine.Schedules;

/// <summary><c>switchboard unschedule</c>: something is not to happen after all.</summary>
internal sealed class UnscheduleCommand
{
    private readonly Argument<string> _id = new("id") { Description = "The schedule's name." };
    private readonly Option<string?> _user = new("--user") { Description = "The user whose it is, in place of services.", HelpName = "USER" };
    private readonly RemoteArguments _remote = new();

    /// <summary>Makes the command.</summary>
    public static Command Create() => new UnscheduleCommand().CreateCommand();

    private Command CreateCommand()
    {
        var command = new Command("unschedule", "Cancels what is scheduled.");
        command.Arguments.Add(_id);
        command.Options.Add(_user);
        _remote.AddTo(command);
        command.SetAction("cancelled", RunAsync);
        return command;
    }

    private async Task<int> RunAsync(CommandContext context)
    {
        using var api = await _remote.ConnectAsync(context);
        var result = await api.CallAsync(
            "unschedule",
            writer =>
            {
                writer.WriteString("id", context.Get(_id));
                if (context.Get(_user) is { } user)
                {
                    writer.WriteString("user", user);
                }
            },
            context.Cancellation);
        var isCancelled = result.GetProperty("cancelled").GetBoolean();
        if (context.Output.IsJson)
        {
            context.Output.WriteJson(result);
        }
        else if (isCancelled)
        {
            context.Output.WriteLine("Cancelled.");
        }
        else
        {
            context.Warn("There is no schedule of that name, or it is being carried out.");
        }

        return isCancelled ? ExitCodes.Success : ExitCodes.Refused;
    }
}
