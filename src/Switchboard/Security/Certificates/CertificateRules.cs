using Switchboard.Configuration;
using Switchboard.Configuration.Model;

namespace Switchboard.Security.Certificates;

/// <summary>The rules that the options of TLS must keep. The files that they name are read.</summary>
internal static class CertificateRules
{
    /// <summary>Each certificate of the server can be read and will do.</summary>
    public static IEnumerable<ConfigurationProblem> Server(SwitchboardOptions options)
    {
        foreach (var (index, certificate) in options.Tls.Certificates.Index())
        {
            if (FindMistake(certificate) is { } problem)
            {
                yield return Report($"tls.certificates[{index}]", problem);
            }
        }
    }

    /// <summary>Who is to believe clients' certificates can read those of the authorities.</summary>
    public static IEnumerable<ConfigurationProblem> Clients(SwitchboardOptions options)
    {
        var clients = options.Tls.ClientCertificates;
        CertificateProblem? problem = null;
        try
        {
            _ = clients.Mode == ClientCertificateMode.None ? null : ClientCertificateVerifier.Create(clients);
        }
        catch (CertificateProblem found)
        {
            problem = found;
        }

        return problem is null ? [] : [Report("tls.clientCertificates", problem)];
    }

    private static CertificateProblem? FindMistake(CertificateOptions options)
    {
        string[] places = [options.File, options.Thumbprint, options.Subject];
        if (places.Count(static place => place.Length > 0) != 1)
        {
            return new CertificateProblem(nameof(options.File), "is not the one place of the certificate", "Give one of file, thumbprint and subject.");
        }

        if (options is { Password.Length: > 0, PasswordFile.Length: > 0 })
        {
            return new CertificateProblem(nameof(options.Password), "is given, and passwordFile as well", "Give one of them.");
        }

        if (options.Hosts.FirstOrDefault(static host => !IsHost(host)) is { } wrong)
        {
            return new CertificateProblem(nameof(options.Hosts), $"names \"{SafeText.OfAddress(wrong)}\", which is no host", "Write hub.example.com, or *.example.com for all names below one.");
        }

        try
        {
            CertificateReader.Read(options, TimeProvider.System.GetUtcNow()).Certificate.Dispose();
            return null;
        }
        catch (CertificateProblem problem)
        {
            return problem;
        }
    }

    private static bool IsHost(string host)
        => Uri.CheckHostName(host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host) == UriHostNameType.Dns;

    private static ConfigurationProblem Report(string path, CertificateProblem problem) => new($"{path}.{OptionNames.Of(problem.Option)}", problem.Problem, problem.Remedy);
}
