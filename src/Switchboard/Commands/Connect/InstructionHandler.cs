using System.Text;
using Switchboard.Cluster;
using Switchboard.Configuration;
using Switchboard.Extensibility;
using Switchboard.Json;
using Switchboard.Names;
using Switchboard.Results;
using Switchboard.Timing;

namespace Switchboard.Commands.Connect;

/// <summary>Validates what services instruct about connections, and has it executed on whichever node holds them.</summary>
internal sealed class InstructionHandler(ChannelFinder channels, InstructionExecutor executor, SettingsHolder settings, Clock clock)
{
    private const uint LowestCode = 3000;
    private const uint HighestCode = 4999;

    // What a close frame can hold (RFC 6455, section 5.5).
    private const int MaxReasonBytes = 123;

    public async ValueTask<Result<Unit>> HandleAsync(Instruction instruction, CancellationToken cancellationToken)
    {
        if (Check(instruction) is { } error)
        {
            return error;
        }

        await executor.ExecuteAsync(instruction, cancellationToken);
        return default(Unit);
    }

    private ErrorCode? Check(Instruction instruction)
    {
        var channel = instruction switch
        {
            SubscribeInstruction subscribe => channels.Find(subscribe.Channel).Error,
            UnsubscribeInstruction unsubscribe => channels.Find(unsubscribe.Channel).Error,
            _ => null,
        };
        if ((channel ?? CheckDepth(instruction)) is { } refusal)
        {
            return refusal;
        }

        // Everybody can only be meant by mistake.
        var namesNobody = instruction.Target is null or { User: null, Client: null, Session: null };
        if (namesNobody)
        {
            return InvalidField.Missing("user, client or session");
        }

        if (instruction is DisconnectInstruction disconnect && !IsSendable(disconnect.Code))
        {
            return ErrorCodes.BadRequest;
        }

        return UserIds.Check(instruction.Target!.User) ?? CheckExpiry(instruction);
    }

    private ErrorCode? CheckExpiry(Instruction instruction)
    {
        var expiresAt = instruction switch
        {
            SubscribeInstruction subscribe => subscribe.ExpiresAt,
            RefreshInstruction { Expired: false } refresh => refresh.ExpiresAt,
            _ => null,
        };
        return expiresAt <= clock.UtcNow ? InvalidField.Of("expire_at", "must lie ahead; 0 is never") : null;
    }

    private ErrorCode? CheckDepth(Instruction instruction)
    {
        var depth = settings.Current.Limits.PayloadDepth;
        return instruction switch
        {
            SubscribeInstruction subscribe => JsonDepth.Check("info", subscribe.Info, depth) ?? JsonDepth.Check("data", subscribe.Data, depth),
            RefreshInstruction refresh => JsonDepth.Check("info", refresh.Info, depth),
            _ => null,
        };
    }

    private static bool IsSendable(CloseCode code)
        => code.Code is >= LowestCode and <= HighestCode && Encoding.UTF8.GetByteCount(code.Reason) <= MaxReasonBytes;
}
