using System.CommandLine;
using Switchboard.Server.CommandLine;
using Xunit;

namespace Switchboard.Server.Tests.CommandLine;

/// <summary>What is found on the command line before anybody is asked. No server is there: 3 would be the exit code.</summary>
public sealed class CommandCheckTests
{
    [Theory]
    [InlineData("token", "--secret-file", "-", "--user", "a#b")]
    [InlineData("token", "--secret-file", "-", "--user", "")]
    [InlineData("token", "--secret-file", "-", "--claim", "sub=a,b")]
    [InlineData("token", "--secret-file", "-", "--claim", "sub=42")]
    [InlineData("send", "a#b", "1")]
    [InlineData("send", "ann", "--to", "a\u200Bb", "1")]
    [InlineData("schedule", "a#b", "1", "--send", "--in-seconds", "1")]
    [InlineData("scheduled", "--user", "")]
    [InlineData("unschedule", "id", "--user", "a,b")]
    [InlineData("explain", "publish", "chat", "--user", "a#b")]
    [InlineData("inbox", "a#b")]
    [InlineData("mark", "a\u0001b", "read", "id")]
    [InlineData("call", "add", "--user", "a#b")]
    [InlineData("connections", "--user", "")]
    public async Task Run_NoUserId_IsTheRuleBeforeAnybodyIsAsked(params string[] arguments)
    {
        var result = await RunAsync(arguments);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("1 to 250 bytes of UTF-8", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--operation", "grant", "--user", "42", "--channel", "x")]
    [InlineData("--channel", "revoke", "--user", "42", "--operation", "publish")]
    [InlineData("--user or --role", "grant", "--operation", "publish", "--channel", "x")]
    [InlineData("--user or --role", "grant", "--operation", "publish", "--channel", "x", "--user", "42", "--role", "editor")]
    [InlineData("--user or --id", "revoke-tokens")]
    [InlineData("--service-key or --role", "explain", "publish", "x", "--service-key", "shop", "--role", "editor")]
    [InlineData("there is nothing to do", "key", "change", "shop")]
    [InlineData("--channel or --all-channels", "key", "change", "shop", "--channel", "x", "--all-channels")]
    [InlineData("there is nothing to do", "account", "change", "anna")]
    [InlineData("--role or --no-roles", "account", "change", "anna", "--role", "x", "--no-roles")]
    [InlineData("takes 1000 to 3600000", "ticket", "42", "--ttl-ms", "999")]
    [InlineData("a JSON object of texts", "ticket", "42", "--claims", """{"a":1}""")]
    [InlineData("a JSON object of texts", "ticket", "42", "--claims", "[")]
    [InlineData("takes 0 or more", "key", "rotate", "shop", "--overlap-ms", "-1")]
    [InlineData("takes 0 or more", "connections", "--limit", "-1")]
    [InlineData("which takes a time such as", "block", "42", "--until", "10:00")]
    [InlineData("which takes a time such as", "key", "create", "shop", "--expire-at", "-1")]
    [InlineData("--in-seconds", "schedule", "x", "1")]
    [InlineData("session takes a text", "account", "end-session", "anna", "")]
    [InlineData("name takes a text", "key", "delete", "")]
    [InlineData("id takes a text", "device", "get", "a\u001bb")]
    [InlineData("channel takes a text", "publish", "", "1")]
    [InlineData("channel takes a text", "history", "")]
    [InlineData("channels takes a text", "subscribe", "a", "")]
    [InlineData("pattern takes a text", "channels", "")]
    [InlineData("--channel takes a text", "connections", "--channel", "")]
    [InlineData("--kind takes a text", "inbox", "42", "--kind", "")]
    [InlineData("id takes a text", "unschedule", "")]
    [InlineData("file takes a text", "audit", "export", "")]
    [InlineData("--private-key takes a text", "device", "token", "press-7", "--private-key", "")]
    [InlineData("--config takes a text", "check-config", "--config", "")]
    [InlineData("--urls takes a text", "serve", "--urls", "")]
    [InlineData("'nothing' is no tag", "subscribe", "x", "--tag", "nothing")]
    [InlineData("the name of a file", "publish", "x", "@")]
    [InlineData("no file none.pem", "subscribe", "x", "--ca-file", "none.pem")]
    [InlineData("0 or more", "complete", "-1", "x")]
    public async Task Run_WhatCannotWork_IsToldBeforeAnybodyIsAsked(string sentence, params string[] arguments)
    {
        var result = await RunAsync(arguments);

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains(sentence, result.Errors, StringComparison.Ordinal);
    }

    /// <summary>Of every command, but for what may be any text.</summary>
    [Fact]
    public void Parse_EmptyText_IsRefusedEverywhere()
    {
        var options = CommandLineTests.LeavesOf(SwitchboardCommand.Create(), []).SelectMany(static leaf => leaf.Command.Options)
            .Where(static option => (option.ValueType == typeof(string) || option.ValueType == typeof(string[])) && !CommandChecks.IsFree(option.Name)).ToArray();

        Assert.True(options.Length > 50);

        // Each alone: what else a command needs would be told first.
        Assert.All(options, static option => Assert.Contains(new Command("alone") { option }.Parse([option.Name, ""]).Errors, error => error.Message.StartsWith($"{option.Name} takes a text", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("switchboard: Required argument missing for command: 'ticket'.\n", "ticket")]
    [InlineData("switchboard: Option '--operation' is required.\n", "grant", "--user", "42", "--channel", "x")]
    [InlineData("switchboard: Argument 'cmd' not recognized. Must be one of: 'bash' 'zsh' 'fish'\n", "completion", "cmd")]
    public async Task Run_WrongCommandLine_IsASentence(string errors, params string[] arguments) => Assert.Equal(errors, (await RunAsync(arguments)).Errors);

    private static async Task<CommandResult> RunAsync(string[] arguments)
    {
        using var process = SwitchboardProcess.Start(Path.GetTempPath(), new Dictionary<string, string>(StringComparer.Ordinal), arguments);
        return await process.WaitAsync(TestContext.Current.CancellationToken);
    }
}
