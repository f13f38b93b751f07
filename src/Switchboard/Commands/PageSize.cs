using Switchboard.Results;

namespace Switchboard.Commands;

/// <summary>How many entries a page of a list has. What Centrifugo has as well, and the inbox with its option, go by limits of their own.</summary>
internal static class PageSize
{
    /// <summary>The most that can be asked for.</summary>
    public const int Max = 1000;

    private const int Default = 100;

    private static readonly ErrorCode _outOfRange = InvalidField.Of("limit", $"must be from 1 to {Max}, or 0 for {Default}; what is left is asked for by the cursor") with
    {
        Details = new ErrorDetails { Field = "limit", Limit = Max },
    };

    /// <summary>Reads the field <c>limit</c> of a request: 0 or absent is the default.</summary>
    public static Result<int> Of(long? asked) => asked switch
    {
        null or 0 => Default,
        < 0 or > Max => _outOfRange,
        _ => (int)asked.Value,
    };
}
