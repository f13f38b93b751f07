using System.Globalization;
using Switchboard.Extensibility;
using Xunit;

namespace Switchboard.Tests.Wires;

/// <content>What was refused, and who was let in, is told to the audit, on whatever wire.</content>
public abstract partial class WireSpec
{
    [WireFact(WireNeeds.Commands)]
    public async Task Audit_WhatIsRefused_IsTold_WithWhoAndWhere()
    {
        var audit = new RecordedAudit();
        await CheckAsync(new WireHubSetup { Options = [ClosedNamespace, "Namespaces:shut:AllowPublish=", "Namespaces:shut:AllowCall="], Audit = audit }, async hub =>
        {
            var ann = await hub.ConnectAsync("ann");
            await StartedAsync(ann, 1);

            AssertError(ErrorCodes.PermissionDenied, await ann.CommandAsync("subscribe", """{"channel":"shut:a"}"""));
            AssertError(ErrorCodes.PermissionDenied, await ann.CommandAsync("publish", """{"channel":"shut:b","data":1}"""));
            AssertError(ErrorCodes.PermissionDenied, await ann.CommandAsync("history", """{"channel":"shut:c"}"""));
            AssertError(ErrorCodes.PermissionDenied, await ann.CommandAsync("presence", """{"channel":"shut:d"}"""));
            AssertError(ErrorCodes.PermissionDenied, await ann.OperateAsync("call", """{"method":"shut:e"}"""));

            Assert.Equal(
                ["subscribe shut:a", "publish shut:b", "history shut:c", "presence shut:d", "call shut:e"],
                audit.Events.Where(static it => it.Action == "operation.refused").Select(static it => $"{it.Details["operation"]} {it.Target}"),
                StringComparer.Ordinal);
            Assert.All(audit.Events, static it => Assert.Equal(("user:ann", "127.0.0.1", "permission denied", "103"), (it.Actor, it.Address, it.Result, it.Details["code"])));
        });
    }

    [WireFact(WireNeeds.Commands)]
    public async Task Audit_TokenThatIsNoGood_IsTold()
    {
        var audit = new RecordedAudit();
        await CheckAsync(new WireHubSetup { Options = [ClosedNamespace], Audit = audit }, async hub =>
        {
            var ann = await hub.ConnectAsync("ann");
            await StartedAsync(ann, 1);

            await ann.CommandAsync("subscribe", $$"""{"channel":"shut:a","token":"{{WireHub.Token("ann", "\"channel\":\"shut:b\"")}}"}""");

            var told = Assert.Single(audit.Events);
            Assert.Equal(("operation.refused", "shut:a", CloseCodes.InvalidToken.Code.ToString(CultureInfo.InvariantCulture)), (told.Action, told.Target, told.Details["code"]));
        });
    }

    [WireFact(WireNeeds.ConnectSubscriptions)]
    public async Task Audit_SubscriptionOfTheConnect_ThatIsLeftOut_IsTold()
    {
        var audit = new RecordedAudit();
        await CheckAsync(new WireHubSetup { Options = [ClosedNamespace], Audit = audit }, async hub =>
        {
            await hub.ConnectAsync("ann", fields: """
                "subs":{"shut:a":{}}
                """);

            var told = Assert.Single(audit.Events);
            Assert.Equal(("operation.refused", "shut:a", "subscribe", "user:ann"), (told.Action, told.Target, told.Details["operation"], told.Actor));
        });
    }

    [WireFact]
    public async Task Audit_Connects_AreToldIfWanted()
    {
        var audit = new RecordedAudit();
        await CheckAsync(new WireHubSetup { Options = ["Audit:Connections=true"], Audit = audit }, async hub =>
        {
            await hub.ConnectAsync("ann", "\"jti\":\"t-1\"");
            await hub.TryConnectAsync("no.such.token");

            Assert.Equal(["connect.accepted", "connect.refused"], audit.Events.Select(static it => it.Action), StringComparer.Ordinal);
            var accepted = audit.Events[0];
            Assert.Equal(("user:ann", "127.0.0.1", "ok", "token", "t-1", "#ann"), (accepted.Actor, accepted.Address, accepted.Result, accepted.Details["way"], accepted.Details["token"], accepted.Details["channels"]));
        });
    }
}

/// <summary>Keeps what it is told.</summary>
internal sealed class RecordedAudit : IAuditLog
{
    private readonly Lock _lock = new();
    private readonly List<AuditEvent> _events = [];

    /// <inheritdoc/>
    public bool IsEnabled => true;

    /// <summary>What was told, without what the hub says of itself.</summary>
    public IReadOnlyList<AuditEvent> Events
    {
        get
        {
            lock (_lock)
            {
                return [.. _events.Where(static it => it.Actor != "server")];
            }
        }
    }

    /// <inheritdoc/>
    public void Write(AuditEvent audited)
    {
        lock (_lock)
        {
            _events.Add(audited);
        }
    }

    /// <inheritdoc/>
    public ValueTask RecordAsync(AuditEvent audited, CancellationToken cancellationToken)
    {
        Write(audited);
        return ValueTask.CompletedTask;
    }
}
