using System.CommandLine;
using Switchboard.Server.CommandLine;

// Each command sees to signals itself: the server lets connections go in their own time, longer than the command line would wait.
var invocation = new InvocationConfiguration { ProcessTerminationTimeout = null };
return await SwitchboardCommand.Create().Parse(args, SwitchboardCommand.Parsing).InvokeAsync(invocation);
