using Microsoft.Extensions.Logging;

namespace Switchboard.RabbitMq.Jobs;

/// <summary>Tells how a carrier is. What is wrong with both of its connections is told once.</summary>
internal sealed class CarrierStatus(string carrier, ILogger logger)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _problems = new(StringComparer.Ordinal);

    /// <summary>A connection cannot be used.</summary>
    public void Away(string purpose, string problem)
    {
        lock (_lock)
        {
            var isKnown = _problems.ContainsValue(problem);
            _problems[purpose] = problem;
            if (isKnown)
            {
                return;
            }
        }

        CarrierLog.Away(logger, carrier, problem);
    }

    /// <summary>It can be used again. Told when both can.</summary>
    public void Back(string purpose)
    {
        lock (_lock)
        {
            if (!_problems.Remove(purpose) || _problems.Count > 0)
            {
                return;
            }
        }

        CarrierLog.Back(logger, carrier);
    }
}
