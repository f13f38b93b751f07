namespace Switchboard.Api.Messages;

/// <summary>Asks for the nodes.</summary>
internal sealed record InfoRequest;
