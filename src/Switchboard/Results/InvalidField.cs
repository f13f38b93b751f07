namespace Switchboard.Results;

/// <summary>Error 107 that names the field and says what it has to be.</summary>
internal static class InvalidField
{
    /// <summary>Makes one.</summary>
    /// <param name="field">The field, as requests spell it; of several, as in "user or role", the details name the first.</param>
    /// <param name="rule">What it has to be, as in "must lie ahead".</param>
    public static ErrorCode Of(string field, string rule) => ErrorCodes.BadRequest with
    {
        Message = $"{ErrorCodes.BadRequest.Message}: {field} {rule}",
        Details = new ErrorDetails { Field = field.Split(' ', 2)[0].Trim('\'') },
    };

    /// <summary>Makes one about a field that is needed and is not there.</summary>
    /// <param name="field">The field, as requests spell it.</param>
    public static ErrorCode Missing(string field) => Of(field, "is missing");
}
