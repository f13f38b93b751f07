using Microsoft.Extensions.Configuration;
using Switchboard.Configuration.Reading;

namespace Switchboard.Configuration.Sources;

/// <summary>Loads <c>switchboard.json</c>. A file that cannot be read is reported, not thrown, and what was read before stays.</summary>
/// <remarks>The framework's JSON provider empties itself when a changed file is broken or gone for a moment: every namespace would vanish.</remarks>
internal sealed class SwitchboardFileProvider : ConfigurationProvider, IReportingSource, IDisposable
{
    // Who holds the file for longer than these looks take, about ten seconds, is reported.
    private const int MaxLooks = 40;

    private readonly string _file;
    private readonly bool _required;
    private readonly FileWatch? _watch;
    private volatile IReadOnlyList<ConfigurationProblem> _problems = [];
    private bool _hasLoaded;
    private bool _isHeld;
    private int _looks;

    /// <summary>Prepares to load a file.</summary>
    /// <param name="file">The file's full path.</param>
    /// <param name="required">Whether it is a problem if the file does not exist.</param>
    /// <param name="watch">Whether to read it again when it changes.</param>
    /// <param name="time">Tells when a change has come to rest.</param>
    public SwitchboardFileProvider(string file, bool required, bool watch, TimeProvider time)
    {
        _file = file;
        _required = required;
        _watch = watch && Directory.Exists(Path.GetDirectoryName(file)) ? new FileWatch(file, time, Reload) : null;
    }

    /// <inheritdoc/>
    public IReadOnlyList<ConfigurationProblem> Problems => _problems;

    /// <inheritdoc/>
    public override void Load()
    {
        _isHeld = false;
        try
        {
            if (!File.Exists(_file))
            {
                // A file that was there and is gone is being replaced, or was lost: neither empties the configuration.
                _problems = _required || _hasLoaded ? [Directory.Exists(_file) ? FileProblems.Folder(_file) : FileProblems.Missing(_file)] : [];
                return;
            }

            var (data, problems) = SwitchboardFileParser.Parse(_file, File.ReadAllBytes(_file));
            _problems = problems;
            if (problems.Count == 0)
            {
                Data = data;
                _hasLoaded = true;
            }
        }
        catch (Exception exception)
        {
            // Whatever it is, the timer that calls has nobody to catch it.
            _problems = [FileProblems.Unreadable(_file, exception)];
            _isHeld = exception is IOException;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _watch?.Dispose();

    private void Reload()
    {
        Load();
        if (_isHeld && ++_looks < MaxLooks)
        {
            _watch!.LookAgain();
            return;
        }

        _looks = 0;
        OnReload();
    }
}

/// <summary>The file whose root object is the section <see cref="SwitchboardOptions.SectionName"/>. JSON with comments and trailing commas.</summary>
/// <param name="file">The file's path.</param>
/// <param name="required">Whether it is a problem if the file does not exist.</param>
/// <param name="watch">Whether to read it again when it changes.</param>
internal sealed class SwitchboardFileSource(string file, bool required, bool watch) : IConfigurationSource
{
    /// <inheritdoc/>
    public IConfigurationProvider Build(IConfigurationBuilder builder) =>
        new SwitchboardFileProvider(Path.GetFullPath(file), required, watch, TimeProvider.System);
}
