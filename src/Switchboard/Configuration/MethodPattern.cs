namespace Switchboard.Configuration;

/// <summary>Methods, by the name of one or by the beginning of their names before a star.</summary>
/// <param name="text">As it is written.</param>
internal readonly struct MethodPattern(string text)
{
    private const char Star = '*';

    /// <summary>Whether a method is one of them.</summary>
    public bool Fits(string method) => text.EndsWith(Star) ? method.AsSpan().StartsWith(text.AsSpan(0, text.Length - 1), StringComparison.Ordinal) : text == method;
}
