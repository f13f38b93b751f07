using System.Security.Cryptography;
using System.Text;
using Switchboard.Configuration;
using Switchboard.Extensibility;
using Switchboard.Names;

namespace Switchboard.EventSources;

/// <summary>Where the messages of a source go: its templates, read once.</summary>
internal sealed class EventRoute : IEventRoute
{
    // Longer ids are hashed: the longest idempotency key is an option, too.
    private const int MaxPlainId = 64;

    private readonly EventSourceOptions _options;
    private readonly EventTemplate? _channel;
    private readonly EventTemplate? _user;
    private readonly EventTemplate? _event;
    private readonly EventTemplate? _id;
    private readonly IReadOnlyList<KeyValuePair<string, EventTemplate>> _tags;

    private EventRoute(EventSourceOptions options)
    {
        _options = options;
        _channel = Read(options.Channel);
        _user = Read(options.User);
        _event = Read(options.Event);
        _id = Read(options.Id);
        _tags = [.. options.Tags.Select(static tag => KeyValuePair.Create(tag.Key, EventTemplate.Parse(tag.Value)))];
    }

    /// <inheritdoc/>
    public string Name => _options.Name;

    /// <inheritdoc/>
    public int MaxBytes => _options.MaxBytes;

    /// <inheritdoc/>
    public TimeSpan Window => TimeSpan.FromSeconds(_options.IdWindowSeconds);

    /// <summary>Reads the templates.</summary>
    /// <exception cref="FormatException">One of them is none: rules find it first.</exception>
    public static EventRoute Of(EventSourceOptions options) => new(options);

    /// <inheritdoc/>
    public EventTarget Resolve(EventMessage message, out (EventFault Kind, string Reason)? fault)
    {
        if (message.Body.IsEmpty)
        {
            fault = (EventFault.Payload, _options.Type == EventSourceType.Redis ? $"the entry has no field '{_options.DataField}', or nothing in it (dataField)" : "the body is empty");
            return default;
        }

        var target = Fill(message, out var lack);
        fault = lack is null ? null : (EventFault.Template, lack);
        return target;
    }

    /// <summary>Fills the templates.</summary>
    /// <param name="message">The message.</param>
    /// <param name="fault">Why it can go nowhere; null where it can.</param>
    public EventTarget Fill(EventMessage message, out string? fault)
    {
        using var fields = new EventFields(message);
        var target = default(EventTarget);
        if (!TryFill("channel", _channel, fields, out var channel, out fault) || !TryFill("user", _user, fields, out var user, out fault) || !TryFill("id", _id, fields, out var id, out fault))
        {
            return target;
        }

        if (channel is not null && LeavesItsPlace(channel))
        {
            fault = "channel: the name would be that of somebody's inbox";
            return target;
        }

        return new EventTarget(channel, user, OptionalOf(_event, fields), TagsOf(fields), KeyOf(id ?? message.Id));
    }

    private static EventTemplate? Read(string text) => text.Length == 0 ? null : EventTemplate.Parse(text);

    private static bool TryFill(string option, EventTemplate? template, EventFields fields, out string? value, out string? fault)
    {
        (value, fault) = (null, null);
        if (template is null)
        {
            return true;
        }

        value = template.Fill(fields, out var missing);
        fault = missing is null ? null : $"{option}: {missing}";
        return missing is null;
    }

    // A name whose rest begins with # is a user's own, which a message must not choose.
    private bool LeavesItsPlace(string channel)
        => ChannelNames.Rest(channel) is [ChannelNames.UserMark, ..] && ChannelNames.Rest(_channel!.Prefix) is not [ChannelNames.UserMark, ..];

    private static string? OptionalOf(EventTemplate? template, EventFields fields)
    {
        var text = template?.Fill(fields, out _);
        return string.IsNullOrEmpty(text) ? null : text;
    }

    private Dictionary<string, string>? TagsOf(EventFields fields)
    {
        Dictionary<string, string>? tags = null;
        foreach (var (name, template) in _tags)
        {
            if (OptionalOf(template, fields) is { } value)
            {
                tags ??= new Dictionary<string, string>(StringComparer.Ordinal);
                tags[name] = value;
            }
        }

        return tags;
    }

    private string? KeyOf(string? id)
    {
        if (string.IsNullOrEmpty(id))
        {
            return null;
        }

        var isPlain = id.Length <= MaxPlainId && id.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0;
        return $"event:{Name}:{(isPlain ? id : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)).AsSpan(0, 16)))}";
    }
}

/// <summary>Where one message goes.</summary>
/// <param name="Channel">The channel; null where it goes to a user.</param>
/// <param name="User">The user.</param>
/// <param name="Event">The event name; null for none.</param>
/// <param name="Tags">The tags; null for none.</param>
/// <param name="Key">What makes it happen once; null for nothing.</param>
internal readonly record struct EventTarget(string? Channel, string? User, string? Event, IReadOnlyDictionary<string, string>? Tags, string? Key)
{
    /// <summary>The entry of a map channel that changes; null where it is none.</summary>
    public EventEntry? Entry { get; init; }
}

/// <summary>What a message changes in a map channel.</summary>
/// <param name="Key">The key.</param>
/// <param name="IsRemoval">Whether the entry is removed.</param>
/// <param name="Score">What the entry is ordered by.</param>
internal sealed record EventEntry(string Key, bool IsRemoval, long Score);
