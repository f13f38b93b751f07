using System.ComponentModel;
using System.Globalization;
using System.Text.Json.Serialization;
using Switchboard.Commands;
using Switchboard.Extensibility;
using Switchboard.Results;

namespace Switchboard.Identity.Audit;

/// <summary><c>audit</c>.</summary>
/// <param name="store">The audit; null where it is off.</param>
internal sealed class AuditOperation(IAuditStore? store)
    : Operation<AuditRequest, AuditResult>("audit", AuditOperationContext.Default.AuditRequest, AuditOperationContext.Default.AuditResult)
{
    private static readonly ErrorCode _off = ErrorCodes.NotAvailable with { Message = $"{ErrorCodes.NotAvailable.Message}: there is no audit; turn on audit.enabled" };

    /// <inheritdoc/>
    protected override async ValueTask<Result<AuditResult>> ExecuteAsync(OperationCaller caller, AuditRequest request, CancellationToken cancellationToken)
    {
        if (store is null)
        {
            return _off;
        }

        var size = PageSize.Of(request.Limit);
        if (!size.IsSuccess)
        {
            return size.As<AuditResult>();
        }

        if (!TryReadCursor(request.Cursor, out var before))
        {
            return InvalidField.Of("cursor", "must be that of the page before");
        }

        if (!TryReadTime(request.From, out var from) || !TryReadTime(request.To, out var to))
        {
            return InvalidField.Of("from and to", "must be times in Unix milliseconds");
        }

        var limit = size.Value;
        var query = new AuditQuery(limit + 1)
        {
            Before = before,
            Actor = request.Actor,
            Action = request.Action,
            Target = request.Target,
            Result = request.Result,
            From = from,
            To = to,
        };
        try
        {
            return PageOf(await store.ReadAsync(query, cancellationToken), limit);
        }
        catch (SwitchboardException exception)
        {
            return exception.Error;
        }
    }

    private static AuditResult PageOf(IReadOnlyList<AuditEntry> found, int limit)
    {
        var entries = found.Take(limit).Select(AuditEntryInfo.Of).ToArray();
        return new AuditResult
        {
            Entries = entries,
            Cursor = found.Count > limit ? entries[^1].Number.ToString(CultureInfo.InvariantCulture) : null,
        };
    }

    private static bool TryReadCursor(string? cursor, out long? before)
    {
        before = long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        return before is not null || string.IsNullOrEmpty(cursor);
    }

    private static bool TryReadTime(long? given, out DateTimeOffset? time)
    {
        var isTime = given is null || (given >= 0 && given <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds());
        time = given is { } milliseconds && isTime ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
        return isTime;
    }
}

/// <summary>Asks for entries of the audit.</summary>
internal sealed record AuditRequest
{
    [Description("Of this actor alone, such as key:shop, user:ann or server.")]
    public string? Actor { get; init; }

    [Description("Of this action alone; with a dot at its end, of all that begin so, such as `device.`.")]
    public string? Action { get; init; }

    [Description("With this target alone.")]
    public string? Target { get; init; }

    [Description("With this result alone, such as ok.")]
    public string? Result { get; init; }

    [Description("From this time on, in Unix milliseconds.")]
    public long? From { get; init; }

    [Description("Before this time, in Unix milliseconds.")]
    public long? To { get; init; }

    [Description("The cursor of the page before.")]
    public string? Cursor { get; init; }

    [Description("The most entries to return, up to 1000. 0 or absent is 100.")]
    public int? Limit { get; init; }
}

/// <summary>Entries of the audit: a page.</summary>
internal sealed record AuditResult
{
    [Description("The entries, the newest first.")]
    public required IReadOnlyList<AuditEntryInfo> Entries { get; init; }

    [Description("Asks for the next page; absent where there is none.")]
    public string? Cursor { get; init; }
}

/// <summary>An entry of the audit.</summary>
internal sealed record AuditEntryInfo
{
    [Description("Its place in the chain.")]
    public required long Number { get; init; }

    [Description("When it was written, in Unix milliseconds.")]
    public required long Time { get; init; }

    [Description("What was done.")]
    public required string Action { get; init; }

    [Description("Who did it.")]
    public required string Actor { get; init; }

    [Description("From which address; empty where there is none.")]
    public required string Address { get; init; }

    [Description("What it was done to; empty for nothing in particular.")]
    public required string Target { get; init; }

    [Description("ok, or why not.")]
    public required string Result { get; init; }

    [Description("Further particulars.")]
    public required IReadOnlyDictionary<string, string> Details { get; init; }

    [Description("true where it was tampered with, so that this is what can be read of it; absent else.")]
    public bool? Damaged { get; init; }

    [Description("The node that wrote it.")]
    public required string Node { get; init; }

    [Description("The id of the key that sealed it.")]
    public required string Key { get; init; }

    [Description("Its hash.")]
    public required string Hash { get; init; }

    public static AuditEntryInfo Of(AuditEntry entry) => new()
    {
        Number = entry.Number,
        Time = entry.Time.ToUnixTimeMilliseconds(),
        Action = entry.Event.Action,
        Actor = entry.Event.Actor,
        Address = entry.Event.Address,
        Target = entry.Event.Target,
        Result = entry.Event.Result,
        Details = entry.Event.Details,
        Damaged = entry.IsDamaged ? true : null,
        Node = entry.Node,
        Key = entry.KeyId,
        Hash = entry.Hash,
    };
}

/// <summary>How the operation's messages are read and written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    MaxDepth = OperationJsonContext.MaxDepth)]
[JsonSerializable(typeof(AuditRequest))]
[JsonSerializable(typeof(AuditResult))]
internal sealed partial class AuditOperationContext : JsonSerializerContext;
