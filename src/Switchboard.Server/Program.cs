using System.CommandLine;
using System.CommandLine.Invocation;
using Switchboard.Server.CommandLine;

var result = SwitchboardCommand.Create().Parse(args, SwitchboardCommand.Parsing);
var invocation = new InvocationConfiguration { ProcessTerminationTimeout = null };
if (UnreadableValues.In(result) is { Count: > 0 } sentences)
{
    foreach (var sentence in sentences)
    {
        await invocation.Error.WriteLineAsync($"switchboard: {sentence}");
    }

    return ExitCodes.Failure;
}

if (result.Action is ParseErrorAction && result.UnmatchedTokens.Count == 0)
{
    foreach (var sentence in result.Errors.Select(static error => error.Message.ReplaceLineEndings(" ").Replace("\t", "", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal))
    {
        await invocation.Error.WriteLineAsync($"switchboard: {sentence}");
    }

    return ExitCodes.Failure;
}

if (result.Action is ParseErrorAction error)
{
    // The help would go where a program expects the result, and so would suggestions.
    error.ShowHelp = false;
    invocation.Output = invocation.Error;
}
else if (UnknownOptions.FirstIn(result) is { } unknown)
{
    await invocation.Error.WriteLineAsync($"switchboard: There is no option '{unknown}'; --help lists them. What is no option, and begins like one, goes behind --.");
    return ExitCodes.Failure;
}

// Each command sees to signals itself: the server lets connections go in their own time, longer than the command line would wait.
return await result.InvokeAsync(invocation);
