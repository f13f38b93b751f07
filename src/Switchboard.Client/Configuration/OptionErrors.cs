using System.Globalization;

namespace Switchboard.Client.Configuration;

/// <summary>Collects what is wrong with options, each as a sentence.</summary>
/// <param name="prefix">What stands before the options' names.</param>
internal sealed class OptionErrors(string prefix = "")
{
    private static readonly TimeSpan _maxTime = TimeSpan.FromDays(1);
    private readonly List<string> _messages = [];

    public IReadOnlyList<string> Messages => _messages;

    public void Require(bool condition, string message)
    {
        if (!condition)
        {
            _messages.Add($"{prefix}{message}");
        }
    }

    public void RequireTime(TimeSpan value, string name)
        => Require(value > TimeSpan.Zero && value <= _maxTime, $"{name} has to be more than nothing and at most a day.");

    public void RequireCount(long value, string name, int least = 1)
        => Require(value >= least, string.Create(CultureInfo.InvariantCulture, $"{name} has to be at least {least}."));
}
