using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Switchboard.Server.CommandLine.Output;

/// <summary>The standard output, which tells when its reader has gone: the runtime's own console writes on into the void.</summary>
internal static class StandardOutput
{
    private const int Descriptor = 1;

    /// <summary>Opens it, buffered.</summary>
    public static TextWriter Open() => new StreamWriter(new PipeStream(OpenStream()), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };

    private static Stream OpenStream()
    {
        if (OperatingSystem.IsWindows())
        {
            return Console.OpenStandardOutput();
        }

        var stream = new FileStream(new SafeFileHandle(Descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0);

        // In a file that other programs append to as well, a stream would write where it believes the end to be.
        return stream.CanSeek ? Console.OpenStandardOutput() : stream;
    }
}
