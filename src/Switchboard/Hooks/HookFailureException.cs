namespace Switchboard.Hooks;

/// <summary>A hook failed, and the message says all that there is to know: where, and on what. The stack trace is of no use.</summary>
/// <param name="message">One sentence.</param>
internal sealed class HookFailureException(string message) : Exception(message);
