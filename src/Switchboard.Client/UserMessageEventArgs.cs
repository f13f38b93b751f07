namespace Switchboard.Client;

/// <summary>A message to the user arrived.</summary>
public sealed class UserMessageEventArgs : EventArgs
{
    internal UserMessageEventArgs(UserMessage message) => Message = message;

    /// <summary>The message.</summary>
    public UserMessage Message { get; }
}
