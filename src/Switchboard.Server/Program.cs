using System.CommandLine;
using Switchboard.Server.CommandLine;

// The host sees to signals: it lets connections go in their own time, longer than the command line would wait.
var invocation = new InvocationConfiguration { ProcessTerminationTimeout = null };
return await SwitchboardCommand.Create().Parse(args).InvokeAsync(invocation);
