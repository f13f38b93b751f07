using System.CommandLine;
using Switchboard.Server.CommandLine.Api;
using Switchboard.Server.CommandLine.Output;
using Xunit;

namespace Switchboard.Server.Tests.CommandLine;

/// <summary>What a command that is nothing but an entry of the table makes of its arguments and options.</summary>
public sealed class ApiCommandTests
{
    [Theory]
    [InlineData("ann", """{"user":"ann"}""")]
    [InlineData("ann news", """{"user":"ann","channel":"news"}""")]
    [InlineData("ann --reply-to 7 --dry-run", """{"user":"ann","reply_to":"7","dry_run":true}""")]
    [InlineData("ann --tag a --tag b --tag a", """{"user":"ann","tags":["a","b"]}""")]
    [InlineData("ann --priority -1", """{"user":"ann","priority":-1}""")]
    [InlineData("ann --claims {\"a\":[1,null]}", """{"user":"ann","claims":{"a":[1,null]}}""")]
    [InlineData("ann --claims null", """{"user":"ann","claims":null}""")]
    public void Fields_Given_AreThoseOfTheRequest(string line, string expected)
    {
        var command = Create();
        var result = command.Parse(line.Split(' '));

        Assert.Empty(result.Errors);
        Assert.Equal(expected, JsonText.Object(writer => command.WriteFields(writer, result)));
    }

    [Theory]
    [InlineData("", "Required argument missing")]
    [InlineData("ann --priority x", "Cannot parse argument 'x'")]
    [InlineData("ann --claims {", "--claims takes JSON")]
    [InlineData("ann --claims", "Required argument missing for option: '--claims'")]
    public void Fields_WrongOrMissing_AreNamed(string line, string expected)
    {
        var errors = Create().Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Errors;

        Assert.Contains(expected, Assert.Single(errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_OfEveryApiCommand_EndWithThoseOfTheServer()
        => Assert.Equal(["--server", "--profile", "--key", "--key-file", "--timeout", "--json"], Create().Options.Select(option => option.Name).TakeLast(6), StringComparer.Ordinal);

    private static ApiCommand Create() => new(
        "explain",
        "Explains.",
        lines: "the answer",
        [
            Field.Argument("user", "The user."),
            Field.OptionalArgument("channel", "The channel."),
            Field.Text("--reply-to", "ID", "A text."),
            Field.Flag("--dry-run", "A flag."),
            Field.Users("--tag", "tags", "Texts."),
            Field.Number("--priority", "N", "A number."),
            Field.Json("--claims", "JSON", "JSON."),
        ]);
}
