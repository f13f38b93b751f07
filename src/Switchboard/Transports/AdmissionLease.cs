namespace Switchboard.Transports;

/// <summary>The place that an admitted connection takes until it is disposed of.</summary>
internal sealed class AdmissionLease(ConnectionLimiter admission, string? address) : IDisposable
{
    public void Dispose() => admission.Leave(address);
}
