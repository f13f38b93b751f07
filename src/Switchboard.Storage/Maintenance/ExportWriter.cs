using System.Text.Json;

namespace Switchboard.Storage.Maintenance;

/// <summary>Writes the lines of an export, and counts what is in them.</summary>
internal sealed class ExportWriter(Stream output)
{
    /// <summary>What has been written.</summary>
    public StoreCounts Counts { get; private set; } = new();

    /// <summary>Writes a line.</summary>
    public void Write(ExportLine line)
    {
        JsonSerializer.Serialize(output, line, ExportJsonContext.Default.ExportLine);
        output.WriteByte((byte)'\n');
        Counts = Counts with
        {
            Streams = Counts.Streams + (line.Stream is null ? 0 : 1),
            Publications = Counts.Publications + (line.Publication is null ? 0 : 1),
            Inboxes = Counts.Inboxes + (line.Inbox is null ? 0 : 1),
            Messages = Counts.Messages + (line.Message is null ? 0 : 1),
            Schedules = Counts.Schedules + (line.Schedule is null ? 0 : 1),
            Calls = Counts.Calls + (line.Call is null ? 0 : 1),
        };
    }
}
