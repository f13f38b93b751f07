namespace Switchboard;

/// <summary>A store whose inboxes survive a restart. It keeps them where the namespace of the inboxes says <c>storage: durable</c>.</summary>
/// <remarks>While its database is away, all members throw <see cref="SwitchboardException"/> with error 108, and with 111 where more waits than its limits allow.</remarks>
public interface IDurableInboxStore : IInboxStore;
