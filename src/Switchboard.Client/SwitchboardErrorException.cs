namespace Switchboard.Client;

/// <summary>The hub answered with an error.</summary>
public sealed class SwitchboardErrorException : SwitchboardException
{
    /// <summary>Makes one from the hub's error.</summary>
    /// <param name="error">What the hub answered.</param>
    public SwitchboardErrorException(ErrorCode error)
        : base($"The hub answered with error {error?.Code}: {error?.Message}.", innerException: null)
    {
        ArgumentNullException.ThrowIfNull(error);
        Error = error;
    }

    /// <summary>What the hub answered. <see cref="ErrorCodes"/> lists its own codes.</summary>
    public ErrorCode Error { get; }

    /// <inheritdoc/>
    public override bool IsTransient => Error.Temporary;
}
