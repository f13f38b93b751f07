using System.Text;

namespace Switchboard.Client.TestPrograms;

/// <summary>Writes each publication into a file, once: it knows the keys that it has written, also after it was killed.</summary>
internal sealed class DeduplicatingLog : IObservingHooks, IDisposable
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly FileStream _file;

    public DeduplicatingLog(string path)
    {
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
        var text = new StreamReader(_file, Encoding.UTF8).ReadToEnd();

        // What was being written when the program was killed was never acknowledged.
        var complete = text[..(text.LastIndexOf('\n') + 1)];
        _file.SetLength(Encoding.UTF8.GetByteCount(complete));
        _file.Seek(0, SeekOrigin.End);
        _seen.UnionWith(complete.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0]));
    }

    public ValueTask OnPublishedAsync(PublishedEvent happened, CancellationToken cancellationToken)
    {
        var key = happened.IdempotencyKey ?? "-";
        lock (_lock)
        {
            if (_seen.Add(key))
            {
                _file.Write(Encoding.UTF8.GetBytes($"{key} {happened.Channel} {Encoding.UTF8.GetString(happened.Publication.Data.Span)}\n"));
                _file.Flush(flushToDisk: true);
            }
        }

        return ValueTask.CompletedTask;
    }

    public void Dispose() => _file.Dispose();
}
