using System.Runtime.InteropServices;

namespace Switchboard.Client.Calls;

/// <summary>A message push that is about calls.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CallMessage(
    CallMessageKind Kind, string Id, string Method = "", ReadOnlyMemory<byte> Data = default, Caller? Caller = null, TimeSpan Deadline = default)
{
    /// <summary>The job that the call carries out; empty where it is none.</summary>
    public string Job { get; init; } = "";

    /// <summary>Which attempt at the job it is; 0 where it is none.</summary>
    public int Attempt { get; init; }
}

/// <summary>What such a message push is.</summary>
internal enum CallMessageKind
{
    Call,
    Cancel,
    Progress,
}
