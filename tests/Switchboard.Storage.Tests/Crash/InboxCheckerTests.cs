using Xunit;

namespace Switchboard.Storage.Tests.Crash;

public sealed class InboxCheckerTests
{
    private const MessageState Accepted = MessageState.Accepted;
    private const MessageState Delivered = MessageState.Delivered;
    private const MessageState Read = MessageState.Read;

    private readonly InboxHistory _history = new();
    private readonly List<FoundMessage> _messages = [];
    private readonly List<FoundNotice> _receipts = [];
    private readonly Dictionary<string, FoundState> _states = new(StringComparer.Ordinal);

    [Fact]
    public void Check_SoundHistory_FindsNothing()
    {
        Message("a", Read, isKeyed: true);
        Mark("a", InboxMark.Delivered, true);
        Mark("a", InboxMark.Read, true);
        _history.Sightings.Enqueue(new StateSighting("bob", "a", Accepted));
        _history.Sightings.Enqueue(new StateSighting("bob", "a", Delivered));
        Receipt("a", Delivered);
        Receipt("a", Read);
        _history.Sends.Enqueue(new SendAttempt("text of b", "bob", "ann", null));
        Message("c", Delivered);
        _messages.RemoveAll(message => message.Id == "c");
        Mark("c", InboxMark.Deleted, true);
        Receipt("c", Delivered);

        Assert.Empty(Check(unread: 0));
    }

    [Fact]
    public void Check_AcknowledgedMessage_ThatIsGone_IsSeen()
    {
        Message("a", Accepted);
        _messages.Clear();
        Assert.NotEmpty(Check(unread: 0));
    }

    [Fact]
    public void Check_MessageThatIsThereTwice_IsSeen()
    {
        Message("a", Accepted);
        _messages.Add(_messages[0] with { Id = "b" });
        _states["b"] = _states["a"];
        Assert.NotEmpty(Check(unread: 2));
    }

    [Fact]
    public void Check_KeyThatTookEffectTwice_IsSeen()
    {
        Message("a", Accepted, isKeyed: true);
        _history.Sends.Enqueue(new SendAttempt("text of a", "bob", "ann", "b"));
        Assert.NotEmpty(Check(unread: 1));
    }

    [Fact]
    public void Check_MessageOfNobody_IsSeen()
    {
        Message("a", Accepted);
        _history.Sends.Clear();
        Assert.NotEmpty(Check(unread: 1));
    }

    [Theory]
    [InlineData(InboxMark.Read, true, Accepted)]
    [InlineData(InboxMark.Read, true, Delivered)]
    [InlineData(InboxMark.Delivered, false, Read)]
    [InlineData(InboxMark.Archived, true, Read)]
    [InlineData(InboxMark.Deleted, true, Delivered)]
    public void Check_MarkThatDoesNotHold_IsSeen(InboxMark mark, bool isAcknowledged, MessageState state)
    {
        Message("a", state);
        Mark("a", mark, isAcknowledged);
        Receipt("a", state);
        Assert.NotEmpty(Check(unread: state == Read ? 0 : 1));
    }

    [Fact]
    public void Check_StateThatWentBack_IsSeen()
    {
        Message("a", Delivered);
        Mark("a", InboxMark.Read, false);
        Receipt("a", Delivered);
        _history.Sightings.Enqueue(new StateSighting("bob", "a", Read));
        Assert.NotEmpty(Check(unread: 1));
    }

    [Theory]
    [InlineData("a", Read)]
    [InlineData("b", Delivered)]
    [InlineData("a", Accepted)]
    public void Check_ReceiptThatIsNotSo_IsSeen(string id, MessageState state)
    {
        Message("a", Delivered);
        Mark("a", InboxMark.Delivered, true);
        Receipt("a", Delivered);
        Assert.Empty(Check(unread: 1));

        Receipt(id, state);
        Assert.NotEmpty(Check(unread: 1));
    }

    [Fact]
    public void Check_ReceiptThatNeverCame_IsSeen()
    {
        Message("a", Read);
        Mark("a", InboxMark.Read, true);
        Receipt("a", Delivered);
        Assert.NotEmpty(Check(unread: 0));
    }

    [Fact]
    public void Check_WrongCount_IsSeen()
    {
        Message("a", Accepted);
        Assert.NotEmpty(Check(unread: 2));
    }

    private void Message(string id, MessageState state, bool isKeyed = false)
    {
        for (var i = 0; i < (isKeyed ? 2 : 1); i++)
        {
            _history.Sends.Enqueue(new SendAttempt($"text of {id}", "bob", "ann", id));
        }

        _messages.Add(new FoundMessage(id, $"text of {id}", "bob") { State = state });
        _states[id] = new FoundState("bob", state);
    }

    private void Mark(string id, InboxMark mark, bool isAcknowledged) => _history.Marks.Enqueue(new MarkAttempt("ann", id, mark, isAcknowledged));

    private void Receipt(string id, MessageState state) => _receipts.Add(new FoundNotice("receipt", id, state));

    private IReadOnlyList<string> Check(long unread)
    {
        var inboxes = new Dictionary<string, FoundInbox>(StringComparer.Ordinal)
        {
            ["ann"] = new FoundInbox(_messages, unread),
            ["bob"] = new FoundInbox([], 0) { Notices = _receipts },
        };
        return InboxChecker.Check(_history, inboxes, _states);
    }
}
