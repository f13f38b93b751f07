namespace Switchboard.Channels;

/// <summary>The tags of a publication, with its event name among them.</summary>
internal static class PublishTags
{
    private static readonly Dictionary<string, string> _none = [];

    /// <summary>The tags; null for none.</summary>
    public static IReadOnlyDictionary<string, string>? Of(PublishOptions options)
    {
        if (string.IsNullOrEmpty(options.Event))
        {
            return options.Tags is { Count: > 0 } ? options.Tags : null;
        }

        return new Dictionary<string, string>(options.Tags ?? _none, StringComparer.Ordinal) { [Publication.EventTag] = options.Event };
    }
}
