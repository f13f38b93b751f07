using System.Runtime.InteropServices;
using Switchboard.Server.CommandLine;

namespace Switchboard.Server;

/// <summary>Stops the server when the process is asked to end, and ends the process at once when it is asked a second time, while it still lets connections go.</summary>
internal sealed class Impatience : IDisposable
{
    private readonly IHostApplicationLifetime _lifetime;
    private readonly PosixSignalRegistration[] _registrations;
    private int _signals;

    private Impatience(IHostApplicationLifetime lifetime)
    {
        _lifetime = lifetime;
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
        ];
    }

    /// <summary>Watches for signals.</summary>
    public static Impatience Watch(IHostApplicationLifetime lifetime) => new(lifetime);

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }
    }

    /// <summary>Takes a signal.</summary>
    internal void OnSignal(PosixSignalContext context)
    {
        if (Interlocked.Increment(ref _signals) > 1)
        {
            Environment.Exit(ExitCodes.Failure);
        }

        // The host itself watches only from its start on: without this, a signal from before would be lost.
        context.Cancel = true;
        _lifetime.StopApplication();
    }
}
