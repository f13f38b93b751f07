namespace Switchboard;

/// <summary>A store of calls' results that survives a restart. It keeps those of methods whose namespace says <c>storage: durable</c>.</summary>
/// <remarks>While its database is away, all members throw <see cref="SwitchboardException"/> with error 108, and with 111 where more waits than its limits allow.</remarks>
public interface IDurableCallResultStore : ICallResultStore;
