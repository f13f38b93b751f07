namespace Switchboard.Client.Calls;

/// <summary>What a message push is about.</summary>
internal enum CallMessageKind
{
    Call,
    Cancel,
    Progress,
}
