namespace Switchboard.Storage.Maintenance;

/// <summary>A schedule in an export. One that is being carried out is exported as if it were not: its revision keeps it from taking effect again.</summary>
internal sealed record ExportedSchedule(string Owner, string Id, string Revision, long DueAt, byte[] Body);
