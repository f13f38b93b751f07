namespace Switchboard.Api.Messages;

/// <summary>Done, with nothing to tell.</summary>
internal sealed record EmptyResult;
