using System.Runtime.InteropServices;

namespace Switchboard.Results;

/// <summary>What a command came to: a value, an error to answer with, or a reason to close the connection.</summary>
internal readonly struct Result<T>
{
    internal Result(T? value, ErrorCode? error, CloseCode? close)
    {
        Value = value;
        Error = error;
        Close = close;
    }

    public T? Value { get; }

    public ErrorCode? Error { get; }

    public CloseCode? Close { get; }

    public bool IsSuccess => Error is null && Close is null;

    public static implicit operator Result<T>(T value) => new(value, null, null);

    public static implicit operator Result<T>(ErrorCode error) => new(default, error, null);

    public static implicit operator Result<T>(CloseCode close) => new(default, null, close);

    /// <summary>The same failure of a command with another kind of value.</summary>
    public Result<TOther> As<TOther>() => Error is not null ? Error : Close ?? throw new InvalidOperationException("A success has no failure to hand on.");
}

/// <summary>Makes outcomes of values whose type is an interface, which no conversion operator can take.</summary>
internal static class Result
{
    public static Result<T> Of<T>(T value) => new(value, null, null);
}

/// <summary>The value of commands that have nothing to say but that they were carried out.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct Unit;

/// <summary>Error 100 with an id, under which the log has the rest.</summary>
internal static class InternalError
{
    /// <summary>What an exception is answered with where it brings the answer: a store that is away says so, and that another try may help. Null for all others.</summary>
    public static ErrorCode? FindAnswer(Exception exception)
        => exception is SwitchboardException { Error: var error } && error.Code != ErrorCodes.Internal.Code ? error : null;

    /// <summary>Makes one.</summary>
    /// <param name="errorId">The id, for the log.</param>
    public static ErrorCode Create(out string errorId)
    {
        errorId = Guid.NewGuid().ToString("N")[..8];
        return ErrorCodes.Internal with { Message = $"{ErrorCodes.Internal.Message} (id {errorId})" };
    }
}
