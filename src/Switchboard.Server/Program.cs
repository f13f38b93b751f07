using System.CommandLine;
using Switchboard.Server.CommandLine;

// The hub never blocks a thread, so that what arrives on a socket is handled where the kernel announces it. Read once, when the
// first socket is made. docs/decisions/0001-bytes-in-and-out.md has the figures.
const string inlineCompletions = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";
if (Environment.GetEnvironmentVariable(inlineCompletions) is null)
{
    Environment.SetEnvironmentVariable(inlineCompletions, "1");
}

// The host sees to signals: it lets connections go in their own time, longer than the command line would wait.
var invocation = new InvocationConfiguration { ProcessTerminationTimeout = null };
return await SwitchboardCommand.Create().Parse(args).InvokeAsync(invocation);
