namespace Switchboard.Client.Connections;

/// <summary>The other side sent a message that is larger than allowed.</summary>
/// <param name="limit">The limit in bytes.</param>
internal sealed class MessageTooLargeException(int limit) : Exception($"The hub sent a message of more than {limit} bytes.");
