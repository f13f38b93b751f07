namespace Switchboard.Storage.Maintenance;

/// <summary>An inbox in an export. Its counts follow from its messages.</summary>
/// <param name="Owner">Whose it is.</param>
/// <param name="Last">The number of the newest message that was ever in it.</param>
internal sealed record ExportedInbox(string Owner, long Last);
