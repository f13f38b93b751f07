using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Switchboard.Configuration;
using Switchboard.Diagnostics;

namespace Switchboard.Security.Certificates;

/// <summary>Holds the certificates in force, and takes up what changes. Connections keep what they began with.</summary>
internal sealed class CertificateManager : IDisposable
{
    // Who renews writes several files, one after the other: in between they do not fit together.
    private const int MaxLooks = 20;

    private static readonly TimeSpan _soon = TimeSpan.FromDays(7);

    private readonly SettingsHolder _settings;
    private readonly TimeProvider _time;
    private readonly ILogger<CertificateManager> _logger;
    private readonly Lock _lock = new();
    private readonly IDisposable _registration;
    private volatile TlsState _current;
    private CertificateWatch _watch;
    private int _looks;

    /// <exception cref="CertificateProblem">A certificate cannot be read.</exception>
    public CertificateManager(SettingsHolder settings, TimeProvider time, HubMetrics metrics, ILogger<CertificateManager> logger)
    {
        _settings = settings;
        _time = time;
        _logger = logger;
        _current = TlsState.Read(settings.Current.Tls, time.GetUtcNow());
        _watch = new CertificateWatch(settings.Current.Tls, time, OnFileChanged);
        _registration = settings.OnChange(OnSettingsChanged);
        metrics.CertificateLifetimes = Remaining;
        WarnOfExpiry();
    }

    /// <summary>What handshakes that begin now go by.</summary>
    public TlsState Current => _current;

    /// <inheritdoc/>
    public void Dispose()
    {
        _registration.Dispose();
        lock (_lock)
        {
            _watch.Dispose();
        }
    }

    private void OnSettingsChanged(SwitchboardSettings settings)
    {
        lock (_lock)
        {
            _watch.Dispose();
            _watch = new CertificateWatch(settings.Tls, _time, OnFileChanged);
            Take(settings.Tls, isLast: true);
        }
    }

    private void OnFileChanged()
    {
        lock (_lock)
        {
            if (Take(_settings.Current.Tls, isLast: _looks >= MaxLooks))
            {
                _looks = 0;
                return;
            }

            _looks++;
            _watch.LookAgain();
        }
    }

    /// <summary>Puts what there is now in force. False where it will not do, and may yet.</summary>
    private bool Take(TlsOptions options, bool isLast)
    {
        if (options.Certificates.Count == 0)
        {
            // It listens for TLS until it is restarted.
            return true;
        }

        try
        {
            var before = _current;
            _current = TlsState.Read(options, _time.GetUtcNow());
            if (!_current.Certificates.All.Select(static one => one.Certificate.Thumbprint).SequenceEqual(before.Certificates.All.Select(static one => one.Certificate.Thumbprint), StringComparer.Ordinal))
            {
                CertificateLog.Taken(_logger, string.Join("; ", _current.Certificates.All.Select(static one => $"{one.Certificate.Subject} until {one.ExpiresAt:u}")));
                WarnOfExpiry();
            }

            return true;
        }
        catch (CertificateProblem problem)
        {
            if (isLast)
            {
                CertificateLog.Refused(_logger, problem.Option, problem.Problem, problem.Remedy);
            }

            return isLast;
        }
        catch (Exception exception)
        {
            // Whatever it is, the timer that calls has nobody to catch it.
            CertificateLog.Failed(_logger, exception);
            return true;
        }
    }

    private IEnumerable<Measurement<double>> Remaining()
        => _current.Certificates.All.Select(one => new Measurement<double>((one.ExpiresAt - _time.GetUtcNow()).TotalSeconds, new KeyValuePair<string, object?>("subject", one.Certificate.Subject)));

    private void WarnOfExpiry()
    {
        foreach (var certificate in _current.Certificates.All.Where(one => one.ExpiresAt - _time.GetUtcNow() < _soon))
        {
            CertificateLog.ExpiresSoon(_logger, certificate.Certificate.Subject, certificate.ExpiresAt);
        }
    }
}

/// <summary>What handshakes go by. Immutable.</summary>
/// <param name="Certificates">The server's certificates.</param>
/// <param name="Clients">What is asked of clients; null for nothing.</param>
internal sealed record TlsState(CertificateSet Certificates, ClientCertificateVerifier? Clients)
{
    /// <summary>Reads all certificates.</summary>
    /// <exception cref="CertificateProblem">One cannot be read, or will not do.</exception>
    public static TlsState Read(TlsOptions options, DateTimeOffset now) => new(
        new CertificateSet([.. options.Certificates.Select(certificate => CertificateReader.Read(certificate, now))]),
        options.ClientCertificates.Mode == ClientCertificateMode.None ? null : ClientCertificateVerifier.Create(options.ClientCertificates));
}
