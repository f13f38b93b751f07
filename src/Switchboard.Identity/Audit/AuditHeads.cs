using System.Globalization;
using Microsoft.Extensions.Logging;
using Switchboard.Bus;
using Switchboard.Configuration;
using Switchboard.Extensibility;

namespace Switchboard.Identity.Audit;

/// <summary>Signs the end of the chain at intervals, and writes it where whoever can change the store cannot: what is cut off later is missed there.</summary>
internal sealed class AuditHeads(IAuditStore store, AuditSealer sealer, SettingsHolder settings, NodeIdentity node, TimeProvider time, ILogger<AuditHeads> logger)
{
    private long _last;

    /// <summary>Writes the head, if there is a new one.</summary>
    public async Task ExportAsync(CancellationToken cancellationToken)
    {
        var head = await store.HeadAsync(cancellationToken);
        if (head.Number == _last)
        {
            return;
        }

        var signed = sealer.Sign(head, time.GetUtcNow(), node.Name);
        var line = signed.ToLine();
        AuditServiceLog.Head(logger, line);
        if (settings.Current.Audit.HeadsPath is not { Length: > 0 } path || await TryWriteAsync(path, line, cancellationToken))
        {
            _last = head.Number;
        }
    }

    private async Task<bool> TryWriteAsync(string path, string line, CancellationToken cancellationToken)
    {
        try
        {
            await using var writer = new StreamWriter(Open(FileOf(path)));
            await writer.WriteAsync($"{line}\n".AsMemory(), cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            AuditServiceLog.HeadFailed(logger, exception, path);
            return false;
        }
    }

    private string FileOf(string path) => Path.EndsInDirectorySeparator(path) || Directory.Exists(path)
        ? Path.Combine(path, string.Create(CultureInfo.InvariantCulture, $"audit-heads-{time.GetUtcNow():yyyy-MM-dd}.jsonl"))
        : path;

    /// <summary>Opens the file at its end. Where it, or its folder, is not there, it is made for the owner alone.</summary>
    private static FileStream Open(string file)
    {
        var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.Read };
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return new FileStream(file, options);
    }
}
