using System.Runtime.InteropServices;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Outbound;
using Switchboard.Results;

namespace Switchboard.Calls;

/// <summary>A call on its way in. Permission has been decided, and the payload checked.</summary>
internal sealed record CallInvocation(string Method, NamespaceSettings Namespace, ReadOnlyMemory<byte> Data)
{
    public required Principal Caller { get; init; }

    /// <summary>The calling connection; null where none calls. When it ends, so does the call, unless it <see cref="OutlivesCaller"/>.</summary>
    public Connection? Connection { get; init; }

    /// <summary>By what the calling connection knows the call; empty where it wants neither progress nor to cancel.</summary>
    public string Id { get; init; } = "";

    /// <summary>The user whose connection is meant; null for any.</summary>
    public string? User { get; init; }

    /// <summary>The connection that is meant, by its client id; null for any.</summary>
    public string? Client { get; init; }

    public required TimeSpan Deadline { get; init; }

    /// <summary>Whether it does no harm to carry the call out twice.</summary>
    public bool IsIdempotent { get; init; }

    /// <summary>Whether the call goes on when its connection ends: the caller may ask for the result again.</summary>
    public bool OutlivesCaller { get; init; }

    /// <summary>Hears of progress, where no connection calls.</summary>
    public IProgress<ReadOnlyMemory<byte>>? Progress { get; init; }

    /// <summary>The attempt at a job that the call is; null where it is none.</summary>
    public CallJob? Job { get; init; }

    /// <summary>Whether one connection, or those of one user, are meant.</summary>
    public bool IsAddressed => User is not null || Client is not null;
}

/// <summary>What a call came to.</summary>
/// <param name="Outcome">The result or error.</param>
/// <param name="WasGiven">Whether it was given to anybody, who may have carried it out.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CallAnswer(Result<ReadOnlyMemory<byte>> Outcome, bool WasGiven);

/// <summary>How a call ended; for metrics.</summary>
internal enum CallEndReason
{
    Result,
    Error,
    Deadline,
    Cancelled,
    WorkerLost,
}

/// <summary>Carries out a call: JSON in, JSON out. Both may be empty, for nothing.</summary>
internal delegate ValueTask<ReadOnlyMemory<byte>> CallDelegate(ReadOnlyMemory<byte> data, CallContext context);
