namespace Switchboard.Channels;

/// <summary>Notes what became of a publication, for those who tell others.</summary>
internal sealed class PublicationTrace
{
    /// <summary>The publication as it entered fan-out; null where none did: it was refused, repeated or outdated.</summary>
    public Publication? Entered { get; set; }
}
