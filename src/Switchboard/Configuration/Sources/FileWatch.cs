using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.FileProviders.Physical;
using Microsoft.Extensions.Primitives;

namespace Switchboard.Configuration.Sources;

/// <summary>Calls back when a file has changed and then been left alone for a moment: editors write in several steps.</summary>
internal sealed class FileWatch : IDisposable
{
    private static readonly TimeSpan _rest = TimeSpan.FromMilliseconds(250);

    private readonly PhysicalFileProvider _files;
    private readonly ITimer _timer;
    private readonly IDisposable _registration;

    /// <summary>Starts watching.</summary>
    /// <param name="file">The file's full path; its folder must exist.</param>
    /// <param name="time">Tells when a change has come to rest.</param>
    /// <param name="changed">Called for each change. Must not throw.</param>
    public FileWatch(string file, TimeProvider time, Action changed)
    {
        _files = new PhysicalFileProvider(Path.GetDirectoryName(file)!, ExclusionFilters.None);
        _timer = time.CreateTimer(_ => changed(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _registration = ChangeToken.OnChange(() => _files.Watch(Path.GetFileName(file)), () => _timer.Change(_rest, Timeout.InfiniteTimeSpan));
    }

    /// <summary>Calls back once more, after the same moment: nothing tells when whoever writes the file lets go of it.</summary>
    public void LookAgain() => _timer.Change(_rest, Timeout.InfiniteTimeSpan);

    /// <inheritdoc/>
    public void Dispose()
    {
        _registration.Dispose();
        _timer.Dispose();
        _files.Dispose();
    }
}
