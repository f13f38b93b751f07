namespace Switchboard.Wire.Centrifuge;

/// <summary>The first push of a one-way stream: the connection is established.</summary>
/// <param name="Reply">What a connect command would be answered.</param>
public sealed record ConnectPush(ConnectReply Reply) : CentrifugePush("");
