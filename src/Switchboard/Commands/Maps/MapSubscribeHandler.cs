using Switchboard.Channels;
using Switchboard.Commands.Subscribe;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Maps;
using Switchboard.Outbound;
using Switchboard.Results;
using Switchboard.Subscriptions;
using Switchboard.Timing;

namespace Switchboard.Commands.Maps;

/// <summary>A connection comes into a map channel: it is sent the entries page by page, then the changes since the first page, and with the last of them it is subscribed.</summary>
/// <remarks>
/// All pages show the entries as they were at the position of the first one, less what has changed since: that is among the changes. So
/// nothing is missing and nothing comes twice, however long it takes; where the stream no longer has all changes, the client begins anew
/// (112). What was permitted with the first request holds for the others, unless it was taken back meanwhile.
/// </remarks>
internal sealed class MapSubscribeHandler(SubscribeAuthorizer authorizer, MapReader maps, MapStateSource states, SubscriptionManager subscriptions, SettingsHolder settings, Clock clock)
{
    /// <summary>Whether a channel is a map, for wires whose clients do not say what they take it for.</summary>
    public bool IsMap(string channel) => settings.Current.Namespaces.TryResolve(channel, out var space) && space.Map is not null;

    /// <summary>Takes a step. Where it ends in a subscription, that is on hold: the caller sends the answer and calls <see cref="SubscriptionManager.GoLive"/>.</summary>
    public async ValueTask<Result<MapStep>> HandleAsync(Connection connection, SubscribeRequest request, CancellationToken cancellationToken)
    {
        if (connection.Find(request.Channel) is not null)
        {
            return ErrorCodes.AlreadySubscribed;
        }

        var entered = await EnterAsync(connection, request, cancellationToken);
        if (!entered.IsSuccess)
        {
            return entered.As<MapStep>();
        }

        var catchUp = entered.Value!;
        var step = request.Map!.WantsChanges
            ? await SendChangesAsync(connection, request.Map, catchUp, cancellationToken)
            : await SendEntriesAsync(connection, request.Map, catchUp, cancellationToken);
        if (step is { IsSuccess: true, Value.Live: null })
        {
            return step;
        }

        connection.EndCatchUp(request.Channel);
        if (step.Value?.Live is { } live && catchUp.Admission.FindRefused(connection) is { } ended)
        {
            await subscriptions.CancelAsync(live);
            return ended;
        }

        return step;
    }

    /// <summary>Where the client is on its way: what it was permitted, and the position that it began at; no epoch where it has none yet.</summary>
    private async ValueTask<Result<MapCatchUp>> EnterAsync(Connection connection, SubscribeRequest request, CancellationToken cancellationToken)
    {
        var map = request.Map!;
        var begins = !map.WantsChanges && map.Cursor.Length == 0;
        if (!begins && connection.FindCatchUp(request.Channel) is { } known && Holds(known, map))
        {
            return known.Admission.FindRefused(connection) is { } refusal ? refusal : known;
        }

        if (!begins && request.RecoverSince is null)
        {
            // The server does not know of its earlier pages any more.
            return ErrorCodes.UnrecoverablePosition;
        }

        connection.EndCatchUp(request.Channel);
        var admitted = await authorizer.AdmitAsync(connection, request, cancellationToken);
        if (!admitted.IsSuccess)
        {
            return admitted.As<MapCatchUp>();
        }

        var space = admitted.Value!.Request.Namespace;
        return FindUnfit(space, map) is { } unfit ? unfit : new MapCatchUp(admitted.Value!, request.RecoverSince ?? new Position(0, ""), 0);
    }

    private async ValueTask<Result<MapStep>> SendEntriesAsync(Connection connection, MapSubscribe map, MapCatchUp catchUp, CancellationToken cancellationToken)
    {
        var admission = catchUp.Admission;
        var begins = map.Cursor.Length == 0;
        var request = new MapStateRequest(admission.Request.Namespace.Map!.PageOf(map.Limit), settings.Current.Limits.ReplyBytes)
        {
            Cursor = map.Cursor,
            Ascending = map.Ascending,
            Start = begins ? null : catchUp.Start,
        };
        var read = await states.ReadAsync(connection, admission.Request, request, cancellationToken);
        if (!read.IsSuccess)
        {
            return read.As<MapStep>();
        }

        var page = read.Value!;
        var start = begins ? page.Position : catchUp.Start;
        if (page.Position.Epoch != start.Epoch)
        {
            return ErrorCodes.UnrecoverablePosition;
        }

        var step = StepOf(admission, MapStepPhase.State, start) with { Entries = page.Entries, Cursor = page.Cursor };
        await LargeReply.LeaveLoopAsync(page.Entries);
        return page.Cursor.Length > 0
            ? Keep(connection, admission, step)
            : await GoLiveAsync(connection, map, admission, step, cancellationToken);
    }

    private async ValueTask<Result<MapStep>> SendChangesAsync(Connection connection, MapSubscribe map, MapCatchUp catchUp, CancellationToken cancellationToken)
    {
        var admission = catchUp.Admission;
        return await GoLiveAsync(connection, map, admission, StepOf(admission, MapStepPhase.Stream, map.Position), cancellationToken);
    }

    /// <summary>Goes live, or sends a page of changes where there are too many for one answer.</summary>
    private async ValueTask<Result<MapStep>> GoLiveAsync(
        Connection connection, MapSubscribe map, SubscriptionAdmission admission, MapStep step, CancellationToken cancellationToken)
    {
        var permitted = admission.Request;
        var room = settings.Current.Limits.ReplyBytes - step.Entries.Sum(static entry => (long)entry.ApproximateBytes);
        var limit = permitted.Namespace.Map!.PageOf(map.Limit);
        var changes = await maps.ReadChangesAsync(permitted.Channel, permitted.Namespace, step.Position, limit, (int)Math.Max(0, room), cancellationToken);
        if (!changes.IsSuccess)
        {
            return changes.As<MapStep>();
        }

        var (publications, top) = (changes.Value!.Publications, changes.Value.Top);
        var last = publications is [.., var newest] ? newest.Offset : step.Position.Offset;
        if (last == top.Offset)
        {
            var outcome = await subscriptions.BeginAsync(connection, permitted with { RecoverSince = step.Position, IsCatchingUp = true, RoomInReply = room }, cancellationToken);
            if (outcome.IsSuccess)
            {
                return step with { Phase = MapStepPhase.Live, Live = outcome.Value, Recovered = permitted.RecoverSince is not null };
            }

            if (outcome.Error?.Code != ErrorCodes.UnrecoverablePosition.Code || publications.Count == 0)
            {
                return outcome.As<MapStep>();
            }
        }

        // More has come meanwhile than fits into one answer: the client asks for it behind this one.
        if (step.Phase == MapStepPhase.State)
        {
            return Keep(connection, admission, step);
        }

        var page = subscriptions.Select(connection, permitted, publications);
        return page.IsSuccess
            ? Keep(connection, admission, step with { Changes = page.Value!, Position = step.Position with { Offset = last } })
            : page.As<MapStep>();
    }

    // What was permitted under other rules, or until now, is asked for again.
    private bool Holds(MapCatchUp known, MapSubscribe map)
        => known.EndsAt > clock.Milliseconds
            && !(known.Admission.Request.ExpiresAt <= clock.UtcNow)
            && (map.Position.Epoch.Length == 0 || map.Position.Epoch == known.Start.Epoch)
            && settings.Current.Namespaces.TryResolve(known.Admission.Request.Channel, out var space)
            && ReferenceEquals(space, known.Admission.Request.Namespace);

    private static MapStep StepOf(SubscriptionAdmission admission, MapStepPhase phase, Position position)
        => new() { Phase = phase, Position = position, TakesDeltas = admission.Request.Deltas is not null };

    private Result<MapStep> Keep(Connection connection, SubscriptionAdmission admission, MapStep step)
    {
        var catchUp = new MapCatchUp(admission, step.Position, clock.Milliseconds + (long)settings.Current.Limits.MapCatchUp.TotalMilliseconds);
        return connection.TryKeep(catchUp) ? step : ErrorCodes.LimitExceeded;
    }

    private static ErrorCode? FindUnfit(NamespaceSettings space, MapSubscribe map)
    {
        if (space.Map is not { } kind)
        {
            return ChannelKind.IsStream;
        }

        return map.Type is { } type && type != kind.Type
            ? InvalidField.Of("type", $"must be {OptionNameOf(kind.Type)}, which this channel is")
            : null;
    }

    private static string OptionNameOf(ChannelType type) => type switch
    {
        ChannelType.MapClients => "mapClients (type 2)",
        ChannelType.MapUsers => "mapUsers (type 3)",
        _ => "map (type 1)",
    };
}
