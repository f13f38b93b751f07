using System.Runtime.InteropServices;
using Switchboard.Commands;

namespace Switchboard.Calls;

/// <summary>What a call came to.</summary>
/// <param name="Outcome">The result or error.</param>
/// <param name="WasGiven">Whether it was given to anybody, who may have carried it out.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CallAnswer(Outcome<ReadOnlyMemory<byte>> Outcome, bool WasGiven);
