using System.CommandLine;
using System.Text.Json;
using Switchboard.Server.CommandLine.Api;

namespace Switchboard.Server.CommandLine.Publishing;

/// <summary><c>switchboard append</c>, <c>replace</c>, <c>delete</c> and <c>end</c>: change a publication of a mutable namespace.</summary>
internal static class ChangeCommands
{
    /// <summary>Makes one.</summary>
    /// <param name="name">Its name, which is the operation's.</param>
    /// <param name="summary">What it does, for the help.</param>
    /// <param name="data">The data that it sends; null for none.</param>
    /// <param name="more">Options of its own.</param>
    public static Command Create(string name, string summary, DataArguments? data, params Field[] more) => new ApiCommand(
        name,
        summary,
        lines: "id, offset and epoch",
        [
            Field.Argument("channel", "The channel."),
            Field.Argument("id", "The id of the publication, as publish printed it."),
            PublicationFields.CreateTagField(),
            Field.Of(PublicationFields.CreateIdempotencyKey(""), static (writer, key) => writer.WriteString("idempotency_key", key)),
            .. more,
        ],
        data)
    {
        Print = Report,
    };

    private static int Report(CommandContext context, JsonElement result)
    {
        context.Output.WriteResult($"{result.Text("id")} is at {Positions.TextOf(result)}.", writer =>
        {
            writer.WriteString("id", result.Text("id"));
            Positions.Copy(result, writer);
        });
        return ExitCodes.Success;
    }
}
