using System.Runtime.InteropServices;

namespace Switchboard.Client.Calls;

/// <summary>A message push that is about calls.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CallMessage(
    CallMessageKind Kind, string Id, string Method = "", ReadOnlyMemory<byte> Data = default, Caller? Caller = null, TimeSpan Deadline = default);

/// <summary>What such a message push is.</summary>
internal enum CallMessageKind
{
    Call,
    Cancel,
    Progress,
}
