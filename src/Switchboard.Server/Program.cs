using System.CommandLine;
using System.CommandLine.Invocation;
using Switchboard.Server.CommandLine;

var result = SwitchboardCommand.Create().Parse(args, SwitchboardCommand.Parsing);
if (result.Action is ParseErrorAction error)
{
    // The help would go where a program expects the result.
    error.ShowHelp = false;
}

// Each command sees to signals itself: the server lets connections go in their own time, longer than the command line would wait.
return await result.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
