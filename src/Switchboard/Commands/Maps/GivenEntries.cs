using Switchboard.Channels;
using Switchboard.Configuration;
using Switchboard.Json;
using Switchboard.Maps;

namespace Switchboard.Commands.Maps;

/// <summary>Checks entries that the application gives (<c>mapExternalState</c>), as what clients publish is checked: they go to clients as they are.</summary>
internal static class GivenEntries
{
    // A client sends it back with its next command.
    private const int MaxCursorLength = 4096;

    /// <summary>The entries as they may be sent.</summary>
    /// <param name="entries">What a hook gave.</param>
    /// <param name="space">The namespace.</param>
    /// <param name="request">What was asked for.</param>
    /// <param name="settings">The limits.</param>
    /// <param name="fault">What is wrong with them, in one sentence; null for nothing.</param>
    public static IReadOnlyList<Publication> Check(
        IReadOnlyList<Publication> entries, NamespaceSettings space, MapStateRequest request, SwitchboardSettings settings, out string? fault)
    {
        fault = null;
        if (entries.Count > request.Limit)
        {
            fault = $"It gave {entries.Count} entries, and was asked for {request.Limit} at most.";
            return [];
        }

        var keys = new HashSet<string>(entries.Count, StringComparer.Ordinal);
        var bytes = 0L;
        var good = new List<Publication>(entries.Count);
        foreach (var entry in entries)
        {
            if (FindFault(entry, space, settings, keys, out var payload) is { } problem)
            {
                fault = $"Its entry {good.Count} {problem}.";
                return [];
            }

            bytes += entry.ApproximateBytes;
            good.Add(entry with { Data = payload.Data, IsJson = payload.IsJson, Publisher = OnOneLine(entry.Publisher), Previous = null });
        }

        if (good.Count > 1 && bytes > request.MaxBytes)
        {
            fault = $"Its entries have about {bytes} bytes, and may have {request.MaxBytes} (limits.replyBytes): give fewer, and a cursor.";
        }

        return good;
    }

    /// <summary>What is wrong with the place of entries, in one sentence; null for nothing.</summary>
    public static string? FindFault(Position position, string? cursor)
    {
        if (string.IsNullOrEmpty(position.Epoch) && (position.Offset > 0 || position.Epoch is null))
        {
            return "Its position has no epoch.";
        }

        return cursor is null or { Length: > MaxCursorLength } ? $"Its cursor is missing, or longer than {MaxCursorLength} characters." : null;
    }

    private static string? FindFault(Publication entry, NamespaceSettings space, SwitchboardSettings settings, HashSet<string> keys, out Payload payload)
    {
        payload = default;
        if (entry.Key is not { } key)
        {
            return "has no key";
        }

        if (MapKeys.FindUnfit(key, settings.Publishing.MaxMapKeyBytes) is { } unfit)
        {
            return $"has a key that none may have ({unfit.Message})";
        }

        if (!keys.Add(key))
        {
            return "has the key of an earlier one";
        }

        if (entry.IsRemoval)
        {
            return "is a removal";
        }

        if (entry.Tags?.Any(static tag => tag.Key.Length == 0 || tag.Value is null) == true)
        {
            return "has tags that are not all texts";
        }

        if (entry.Publisher is { } publisher && !(IsJsonOrNone(publisher.ConnectionInfo) && IsJsonOrNone(publisher.ChannelInfo)))
        {
            return "has a publisher whose info is no JSON";
        }

        var outcome = Payloads.Check(entry.Data, isCheckedJson: false, space, settings.Limits.PayloadDepth, isBinary: !entry.IsJson && space.Payload == PayloadKind.Any);
        payload = outcome.Value;
        return outcome.IsSuccess ? null : $"has data that the namespace does not take ({outcome.Error!.Message})";
    }

    private static bool IsJsonOrNone(ReadOnlyMemory<byte> info) => info.IsEmpty || JsonBytes.IsValid(info.Span);

    private static ClientInfo? OnOneLine(ClientInfo? publisher)
        => publisher is null ? null : publisher with { ConnectionInfo = JsonBytes.OnOneLine(publisher.ConnectionInfo), ChannelInfo = JsonBytes.OnOneLine(publisher.ChannelInfo) };
}
