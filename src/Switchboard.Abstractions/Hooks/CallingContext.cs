namespace Switchboard.Hooks;

/// <summary>A client wants to call a method.</summary>
public sealed class CallingContext : PermissionContext
{
    /// <summary>The method's name.</summary>
    public required string Method { get; init; }

    /// <summary>The argument. What a hook puts in its place is passed on instead.</summary>
    public required ReadOnlyMemory<byte> Data { get; set; }

    /// <summary>Whether a hook gave the result, so that no handler or worker is asked.</summary>
    public bool IsAnswered { get; private set; }

    /// <summary>The result that a hook gave; empty for none.</summary>
    public ReadOnlyMemory<byte> Result { get; private set; }

    /// <summary>Answers the call here, which allows it.</summary>
    /// <param name="result">The result: JSON for clients of JSON wires; empty for none.</param>
    public void Answer(ReadOnlyMemory<byte> result)
    {
        Result = result;
        IsAnswered = true;
        Allow();
    }
}
