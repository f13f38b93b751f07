using System.Runtime.InteropServices;
using Switchboard.Server.CommandLine;

namespace Switchboard.Server;

/// <summary>Ends the process at once when it is asked to end a second time, while it still lets connections go.</summary>
internal sealed class Impatience : IDisposable
{
    private readonly IHostApplicationLifetime _lifetime;
    private readonly PosixSignalRegistration[] _registrations;

    private Impatience(IHostApplicationLifetime lifetime)
    {
        _lifetime = lifetime;
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
        ];
    }

    private int _signals;

    /// <summary>Watches for signals.</summary>
    public static Impatience Watch(IHostApplicationLifetime lifetime) => new(lifetime);

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }
    }

    // The first signal is the host's affair.
    private void OnSignal(PosixSignalContext context)
    {
        if (Interlocked.Increment(ref _signals) > 1 && _lifetime.ApplicationStopping.IsCancellationRequested)
        {
            Environment.Exit(ExitCodes.Failure);
        }

        context.Cancel = true;
    }
}
