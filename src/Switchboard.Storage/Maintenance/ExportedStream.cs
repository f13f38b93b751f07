using Switchboard.Storage.Streams;

namespace Switchboard.Storage.Maintenance;

/// <summary>A stream in an export. Its numbers are offsets.</summary>
internal sealed record ExportedStream(
    string Channel, string Epoch, long Top, long Floor, long Version, byte[] VersionEpoch, long KeptUntil, long PositionUntil)
{
    public static ExportedStream From(StreamRow row) => new(
        row.Channel, row.Epoch, row.Last - row.Base, row.Floor - row.Base, row.Version, row.VersionEpoch, row.KeptUntil, row.PositionUntil);
}
