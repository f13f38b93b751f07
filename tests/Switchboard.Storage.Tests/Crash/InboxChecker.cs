namespace Switchboard.Storage.Tests.Crash;

/// <summary>Compares what was acknowledged with what is in the inboxes, and what senders are told with what is so.</summary>
internal sealed class InboxChecker
{
    private readonly InboxHistory _history;
    private readonly IReadOnlyDictionary<string, FoundInbox> _inboxes;
    private readonly IReadOnlyDictionary<string, FoundState> _states;
    private readonly ILookup<string, MarkAttempt> _marks;
    private readonly Dictionary<string, (string User, FoundMessage Message)> _messages = new(StringComparer.Ordinal);
    private readonly List<string> _problems = [];

    private InboxChecker(InboxHistory history, IReadOnlyDictionary<string, FoundInbox> inboxes, IReadOnlyDictionary<string, FoundState> states)
    {
        _history = history;
        _inboxes = inboxes;
        _states = states;
        _marks = history.Marks.ToLookup(mark => mark.Id, StringComparer.Ordinal);
    }

    /// <summary>
    /// Finds everything that breaks the promise: what was acknowledged is there once, under its id, with the marks that were acknowledged;
    /// states never went back; the counts are right; each receipt is of a message, told once and to its sender, and the last one tells the state.
    /// </summary>
    /// <param name="history">Everything that was tried.</param>
    /// <param name="inboxes">What is there, by user.</param>
    /// <param name="states">The states as senders are told, by the ids of messages. Messages that users deleted are among them.</param>
    public static IReadOnlyList<string> Check(
        InboxHistory history, IReadOnlyDictionary<string, FoundInbox> inboxes, IReadOnlyDictionary<string, FoundState> states)
    {
        var checker = new InboxChecker(history, inboxes, states);
        checker.CheckInboxes();
        checker.CheckSends();
        checker.CheckStates();
        checker.CheckNotices();
        return checker._problems;
    }

    /// <summary>The messages of which no receipt tells their sender, a user, the state that they are in.</summary>
    public static IEnumerable<string> MissingReceipts(IReadOnlyDictionary<string, FoundInbox> inboxes, IReadOnlyDictionary<string, FoundState> states)
    {
        var told = inboxes
            .SelectMany(inbox => inbox.Value.Notices.Where(notice => notice.Event is "receipt").Select(notice => (notice.Id, new FoundState(inbox.Key, notice.State))))
            .ToHashSet();
        return states.Where(state => state.Value is { Sender.Length: > 0, State: > MessageState.Accepted } && !told.Contains((state.Key, state.Value)))
            .Select(state => state.Key);
    }

    private void CheckInboxes()
    {
        var texts = new HashSet<(string, string)>();
        foreach (var (user, inbox) in _inboxes)
        {
            foreach (var message in inbox.Messages)
            {
                if (!_messages.TryAdd(message.Id, (user, message)) || !texts.Add((user, message.Text)))
                {
                    _problems.Add($"{user}: {message.Text} is there twice, the second as {message.Id}");
                }
            }

            var unread = inbox.Messages.Count(message => message is { State: < MessageState.Read, IsArchived: false });
            if (unread != inbox.Unread)
            {
                _problems.Add($"{user}: {unread} are unread, and {inbox.Unread} are counted");
            }
        }

        var sent = _history.Sends.Select(send => (send.Text, send.Sender, send.User))
            .Concat(_history.Schedules.Select(schedule => (schedule.Text, Sender: schedule.Owner, User: schedule.Target)))
            .ToHashSet();
        foreach (var (user, message) in _messages.Values)
        {
            if (!sent.Contains((message.Text, message.Sender, user)))
            {
                _problems.Add($"{user}: {message.Text} was not sent by '{message.Sender}'");
            }

            CheckPlace(user, message);
        }
    }

    private void CheckPlace(string user, FoundMessage message)
    {
        var marks = _marks[message.Id].ToArray();
        var archived = marks.Where(mark => mark.As == InboxMark.Archived).ToArray();
        if (message.IsArchived ? archived.Length == 0 : archived.Any(mark => mark.IsAcknowledged))
        {
            _problems.Add($"{user}: {message.Id} is {(message.IsArchived ? "" : "not ")}archived");
        }

        if (marks.Any(mark => mark is { As: InboxMark.Deleted, IsAcknowledged: true }))
        {
            _problems.Add($"{user}: {message.Id} was deleted, and is there");
        }

        if (_states.GetValueOrDefault(message.Id) is var told && told != new FoundState(message.Sender, message.State))
        {
            _problems.Add($"{user}: {message.Id} is {message.State}, and is told to be {told}");
        }
    }

    private void CheckSends()
    {
        var acknowledged = _history.Sends.Where(send => send.Id is not null).ToArray();
        foreach (var sends in acknowledged.GroupBy(send => send.Text, StringComparer.Ordinal))
        {
            if (sends.DistinctBy(send => send.Id, StringComparer.Ordinal).Count() > 1)
            {
                _problems.Add($"{sends.Key} was acknowledged under several ids");
            }
        }

        foreach (var (text, _, user, id) in acknowledged.Distinct())
        {
            var isThere = _messages.TryGetValue(id!, out var found) && found.User == user && found.Message.Text == text;
            if (!(isThere || WasDeleted(id!)) || !_states.ContainsKey(id!))
            {
                _problems.Add($"{user}: {text}, acknowledged as {id}, is not there");
            }
        }
    }

    private void CheckStates()
    {
        foreach (var (id, told) in _states)
        {
            // What is marked as read after it was deleted was not there to be read.
            var reached = _marks[id].Where(mark => mark.IsAcknowledged).Select(mark => WasDeleted(id) ? MessageState.Delivered : StateOf(mark.As)).DefaultIfEmpty().Max();
            var reachable = _marks[id].Select(mark => StateOf(mark.As)).DefaultIfEmpty().Max();
            if (told.State < reached || told.State > reachable)
            {
                _problems.Add($"{id} is {told.State}, was marked as {reached}, perhaps as {reachable}");
            }
        }

        foreach (var seen in _history.Sightings.GroupBy(sighting => (sighting.Observer, sighting.Id)))
        {
            var states = seen.Select(sighting => sighting.State).Append(_states.GetValueOrDefault(seen.Key.Id)?.State ?? default).ToArray();
            if (states.Zip(states.Skip(1)).Any(pair => pair.Second < pair.First))
            {
                _problems.Add($"{seen.Key.Id} went back before {seen.Key.Observer}: {string.Join(", ", states)}");
            }
        }
    }

    private void CheckNotices()
    {
        foreach (var (user, inbox) in _inboxes)
        {
            foreach (var notices in inbox.Notices.GroupBy(notice => notice.Id, StringComparer.Ordinal))
            {
                CheckNotices(user, notices.Key, [.. notices]);
            }
        }

        // Where the channels were not read, there are no receipts to look at.
        if (_inboxes.Values.Any(inbox => inbox.Notices.Count > 0))
        {
            _problems.AddRange(MissingReceipts(_inboxes, _states).Select(id => $"no receipt tells the state of {id}"));
        }
    }

    private void CheckNotices(string user, string id, FoundNotice[] notices)
    {
        if (!_messages.ContainsKey(id) && !WasDeleted(id))
        {
            _problems.Add($"{user}: {notices[0].Event} {id} is of no message");
        }

        if (notices.Count(notice => notice.Event is "") > 1)
        {
            _problems.Add($"{user}: {id} was published twice");
        }

        var told = notices.Where(notice => notice.Event is "receipt").Select(notice => notice.State).ToArray();
        if (told.Length == 0)
        {
            return;
        }

        var state = _states.GetValueOrDefault(id);
        if (state?.Sender != user || told.Zip(told.Skip(1)).Any(pair => pair.Second <= pair.First) || told[^1] > state.State)
        {
            _problems.Add($"{user}: receipts for {id} tell {string.Join(", ", told)}; it is {state}");
        }
    }

    private bool WasDeleted(string id) => _marks[id].Any(mark => mark.As == InboxMark.Deleted);

    private static MessageState StateOf(InboxMark mark) => mark is InboxMark.Read or InboxMark.Archived ? MessageState.Read : MessageState.Delivered;
}
