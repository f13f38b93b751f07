using System.Runtime.InteropServices;
using System.Text;

namespace Switchboard.Protocols.EngineIo;

/// <summary>A message of an Engine.IO client.</summary>
/// <param name="Data">The bytes; of a text, UTF-8.</param>
/// <param name="IsBinary">Whether it is binary.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct EngineIoMessage(ReadOnlyMemory<byte> Data, bool IsBinary)
{
    /// <summary>The text of a message that is not binary.</summary>
    public string Text => Encoding.UTF8.GetString(Data.Span);
}
