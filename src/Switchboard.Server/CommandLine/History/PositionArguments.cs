using System.CommandLine;
using System.CommandLine.Parsing;
using Switchboard.Client;
using Switchboard.Server.CommandLine.Api;

namespace Switchboard.Server.CommandLine.History;

/// <summary>The options that give a position.</summary>
/// <param name="meaning">What is done with the position, for the help.</param>
internal sealed class PositionArguments(string meaning)
{
    private readonly Option<ulong?> _since = new("--since") { Description = meaning, HelpName = "OFFSET" };
    private readonly Option<string?> _epoch = new("--epoch") { Description = "The epoch of the offset. Without it, the channel's epoch of now.", HelpName = "EPOCH" };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_since);
        command.Options.Add(_epoch);
        command.Require(result =>
        {
            if (result.GetValue(_epoch) is not null && result.GetValue(_since) is null)
            {
                result.AddError("--epoch needs --since, the offset within it.");
            }
        });
    }

    /// <summary>Whether a position is given.</summary>
    public bool IsGiven(SymbolResult result) => result.GetValue(_since) is not null;

    /// <summary>The position; null if none is given. An epoch that is left out is asked of the hub.</summary>
    public async Task<Position?> ReadAsync(CommandContext context, SwitchboardClient client, string channel)
    {
        if (context.Get(_since) is not { } offset)
        {
            return null;
        }

        return new Position(offset, context.Get(_epoch) ?? (await client.GetHistoryAsync(channel, new HistoryOptions { Limit = 0 }, context.Cancellation)).Top.Epoch);
    }

    /// <summary>The position; null if none is given. An epoch that is left out is asked of the server.</summary>
    public async Task<(ulong Offset, string Epoch)?> ReadAsync(CommandContext context, ApiClient api, string channel)
    {
        if (context.Get(_since) is not { } offset)
        {
            return null;
        }

        if (context.Get(_epoch) is { } epoch)
        {
            return (offset, epoch);
        }

        var top = await api.CallAsync("history", writer => writer.WriteString("channel", channel), context.Cancellation);
        return (offset, top.Text("epoch"));
    }
}
