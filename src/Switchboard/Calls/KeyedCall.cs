using Switchboard.Configuration;

namespace Switchboard.Calls;

/// <summary>A call that is to take effect once.</summary>
/// <param name="Key">The key, its caller and the method, in one text.</param>
/// <param name="Namespace">The method's namespace.</param>
/// <param name="Deadline">How long its caller waits.</param>
/// <param name="IsIdempotent">Whether it does no harm to carry the call out twice.</param>
internal sealed record KeyedCall(string Key, NamespaceSettings Namespace, TimeSpan Deadline, bool IsIdempotent);
