using System.Globalization;

namespace Switchboard.RabbitMq.Jobs;

/// <summary>An attempt as messages name it: the job, a colon, the number.</summary>
internal readonly record struct AttemptKey(string Id, int Attempt)
{
    /// <summary>Null where the text names no attempt.</summary>
    public static AttemptKey? Parse(string? text)
    {
        var colon = text?.LastIndexOf(':') ?? -1;
        return colon > 0 && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var attempt) ? new(text![..colon], attempt) : null;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Id}:{Attempt}");
}
