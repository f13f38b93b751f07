using System.Text.Json;
using Switchboard.Extensibility;

namespace Switchboard.RabbitMq.Jobs;

/// <summary>The body of a report: JSON or empty, where the worker keeps to the format.</summary>
internal readonly struct ReportContent(ReadOnlyMemory<byte> body, int maxBytes)
{
    /// <summary>The bytes, as they came.</summary>
    public ReadOnlySpan<byte> Span => body.Span;

    /// <summary>Whether it is not too large.</summary>
    public bool Fits => body.Length <= maxBytes;

    /// <summary>Whether it is JSON or empty, and not too large.</summary>
    public bool IsUsable => Fits && (body.IsEmpty || IsJson(body.Span));

    /// <summary>The bytes, to keep.</summary>
    public ReadOnlyMemory<byte> Copy() => body.ToArray();

    /// <summary>The end of an attempt with this result. One that cannot be used is a failure: nothing else would tell the caller.</summary>
    public JobReport ToEnd(AttemptKey key) => IsUsable
        ? new(key.Id, key.Attempt, JobReportKind.Done) { Data = Copy() }
        : new(key.Id, key.Attempt, JobReportKind.Failed)
        {
            Error = Fits
                ? ErrorCodes.Internal with { Message = "the worker's result is not JSON", Temporary = false }
                : ErrorCodes.LimitExceeded with { Message = "the worker's result is too large" },
        };

    private static bool IsJson(ReadOnlySpan<byte> text)
    {
        try
        {
            var reader = new Utf8JsonReader(text);
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
