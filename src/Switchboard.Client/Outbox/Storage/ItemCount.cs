using System.Runtime.InteropServices;

namespace Switchboard.Client.Outbox.Storage;

/// <summary>How many items there are, and what they count together.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ItemCount(int Items, long Bytes);
