using Switchboard.Extensibility;

namespace Switchboard.Connections;

/// <summary>What services instructed about connections, in its order. Who keeps an entry can read what came behind it; what nobody keeps is forgotten.</summary>
/// <remarks>
/// A connect or subscribe that waits for a hook, a key set or a store has nothing yet by which an instruction could find it. It keeps the
/// last entry there is when it begins, and looks behind that once it can be found.
/// </remarks>
internal sealed class InstructionLog
{
    private readonly Lock _lock = new();
    private InstructionEntry _last = new(null);

    /// <summary>The newest entry.</summary>
    public InstructionEntry Last => Volatile.Read(ref _last);

    /// <summary>Notes an instruction. It must be here before it is carried out.</summary>
    public InstructionEntry Add(Instruction instruction)
    {
        var entry = new InstructionEntry(instruction);
        lock (_lock)
        {
            _last.Next = entry;
            Volatile.Write(ref _last, entry);
        }

        return entry;
    }
}

/// <summary>An instruction and those that came behind it.</summary>
/// <param name="instruction">The instruction; null for the beginning of the log.</param>
internal sealed class InstructionEntry(Instruction? instruction)
{
    private InstructionEntry? _next;

    /// <summary>The instruction.</summary>
    public Instruction? Instruction => instruction;

    /// <summary>The entry behind this one; null for the newest.</summary>
    public InstructionEntry? Next
    {
        get => Volatile.Read(ref _next);
        set => Volatile.Write(ref _next, value);
    }

    /// <summary>The first entry behind this one; null where there is none.</summary>
    /// <remarks>Who asks has let itself be found before: others must see that before this looks, or both would miss each other.</remarks>
    public InstructionEntry? Follow()
    {
        Interlocked.MemoryBarrier();
        return Next;
    }

    /// <summary>Why a connection is to be closed by what came behind this entry; null where it is not.</summary>
    public CloseCode? FindClose(Connection connection)
    {
        for (var entry = Follow(); entry is not null; entry = entry.Next)
        {
            var code = entry.Instruction switch
            {
                DisconnectInstruction disconnect => disconnect.Code,
                RefreshInstruction { Expired: true } => CloseCodes.Expired,
                RevokeInstruction revoke when connection.CameBy(revoke.TokenId) => CloseCodes.InvalidToken,
                _ => null,
            };
            if (code is not null && connection.IsMeantBy(entry.Instruction!.Target))
            {
                return code;
            }
        }

        return null;
    }

    /// <summary>Why a connection's subscription is to be ended by what came behind this entry; null where it is not.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="isStillGranted">Decides anew, for a subscription that a grant alone allows; null for others.</param>
    /// <param name="tokenId">The id of the token that it came by, empty for one without; null where it came by none.</param>
    public UnsubscribeCode? FindUnsubscribe(Connection connection, string channel, Func<bool>? isStillGranted = null, string? tokenId = null)
    {
        for (var entry = Follow(); entry is not null; entry = entry.Next)
        {
            if (entry.Instruction is UnsubscribeInstruction unsubscribe && unsubscribe.Channel == channel && connection.IsMeantBy(unsubscribe.Target))
            {
                return unsubscribe.Code;
            }

            if (tokenId is not null && entry.Instruction is RevokeInstruction revoke && (revoke.TokenId.Length == 0 || revoke.TokenId == tokenId) && connection.IsMeantBy(revoke.Target))
            {
                return UnsubscribeCodes.Server;
            }

            // It may have been decided by what holds no more.
            if (isStillGranted is not null && entry.Instruction is RecheckInstruction recheck && connection.IsMeantBy(recheck) && !isStillGranted())
            {
                return UnsubscribeCodes.Server;
            }
        }

        return null;
    }
}
