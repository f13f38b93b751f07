using System.Runtime.InteropServices;

namespace Switchboard.Commands;

/// <summary>The value of commands that have nothing to say but that they were carried out.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct Done;
