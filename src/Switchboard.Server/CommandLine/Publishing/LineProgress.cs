using Switchboard.Server.CommandLine.Output;

namespace Switchboard.Server.CommandLine.Publishing;

/// <summary>Tells on the error stream how far the lines are: now and then in a terminal, once at the end elsewhere.</summary>
internal sealed class LineProgress(TextWriter errors, TimeProvider time)
{
    private const string EraseLine = "\r\u001b[K";

    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(200);

    private long _shownAt = time.GetTimestamp();
    private long _refused;
    private bool _isShown;

    /// <summary>How many lines were published.</summary>
    public long Published { get; private set; }

    /// <summary>Counts a line that was published.</summary>
    public void Add()
    {
        Published++;
        if (Consoles.ErrorsAreOnTerminal && time.GetElapsedTime(_shownAt) >= _interval)
        {
            _shownAt = time.GetTimestamp();
            _isShown = true;
            errors.Write($"{EraseLine}{Sentence}");
        }
    }

    /// <summary>Counts a line that was not published.</summary>
    /// <returns>How many those are now.</returns>
    public long AddRefused() => ++_refused;

    /// <summary>Says something beside the progress.</summary>
    public void Say(string sentence)
    {
        Erase();
        errors.WriteLine($"switchboard: {Printable.Of(sentence)}");
    }

    /// <summary>Says how it went.</summary>
    public void Finish() => Say(Sentence);

    private string Sentence => _refused == 0 ? $"{Published} lines published." : $"{Published} lines published, {_refused} not.";

    private void Erase()
    {
        if (_isShown)
        {
            errors.Write(EraseLine);
            _isShown = false;
        }
    }
}
