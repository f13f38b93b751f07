using System.Text.Json;

namespace Switchboard.Tests.Wires.Clients;

/// <summary>What the server tells a client unasked.</summary>
internal enum WireEventKind
{
    /// <summary>The server's ping.</summary>
    Ping,

    /// <summary>A publication.</summary>
    Publication,

    /// <summary>Somebody came into a channel.</summary>
    Join,

    /// <summary>Somebody left a channel.</summary>
    Leave,

    /// <summary>The server began a subscription; those of the connect answer come as events, too.</summary>
    Subscribed,

    /// <summary>The server ended a subscription.</summary>
    Unsubscribed,

    /// <summary>A call to answer.</summary>
    Call,

    /// <summary>A call was given up.</summary>
    Cancel,

    /// <summary>The progress of a call.</summary>
    Progress,

    /// <summary>The connection's time has changed.</summary>
    Refresh,

    /// <summary>The connection has ended: nothing comes any more.</summary>
    Closed,
}

/// <summary>Something that the server told, in one form for all wires.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Channel">The channel; empty where it is about the connection.</param>
/// <param name="Body">Its fields; null where it has none.</param>
internal sealed record WireEvent(WireEventKind Kind, string Channel, JsonElement Body)
{
    public string Data => Body.Json("data");

    public override string ToString() => $"{Kind} {Channel} {(Body.ValueKind == JsonValueKind.Undefined ? "" : Body.GetRawText())}";
}

/// <summary>How a command or the connect ended.</summary>
/// <param name="Code">0 for success; the code of the error, or of the close that came in place of an answer.</param>
/// <param name="Message">What goes with the code.</param>
/// <param name="Result">The result; undefined where there is none.</param>
internal sealed record WireAnswer(uint Code, string Message, JsonElement Result)
{
    /// <summary>Whether the connection ended in place of an answer.</summary>
    public bool IsClosed { get; init; }

    /// <summary>Whether an error says that trying again may help.</summary>
    public bool IsTemporary { get; init; }

    /// <summary>The particulars of an error; an empty object for none.</summary>
    public JsonElement Details { get; init; } = JsonElement.Parse("{}");

    public static WireAnswer Of(JsonElement result)
        => result.ValueKind == JsonValueKind.Object && result.TryGetProperty("error", out var error)
            ? new WireAnswer((uint)error.Number("code"), error.Text("message"), default) { IsTemporary = error.Flag("temporary"), Details = error.TryGetProperty("details", out var details) ? details : JsonElement.Parse("{}") }
            : new WireAnswer(0, "", result);
}

/// <summary>Reads fields that may be left out.</summary>
internal static class JsonFields
{
    public static bool Has(this JsonElement json, string name) => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out _);

    public static string Text(this JsonElement json, string name) => json.Has(name) ? json.GetProperty(name).GetString()! : "";

    public static long Number(this JsonElement json, string name) => json.Has(name) ? json.GetProperty(name).GetInt64() : 0;

    public static bool Flag(this JsonElement json, string name) => json.Has(name) && json.GetProperty(name).GetBoolean();

    /// <summary>The text of a field's value; empty where it is not there.</summary>
    public static string Json(this JsonElement json, string name) => json.Has(name) ? json.GetProperty(name).GetRawText() : "";

    public static JsonElement[] List(this JsonElement json, string name) => json.Has(name) ? [.. json.GetProperty(name).EnumerateArray()] : [];
}
