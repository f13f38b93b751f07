using System.Text.Json;
using Switchboard.Results;
using Switchboard.Tests.Wires.Clients;
using Xunit;

namespace Switchboard.Tests.Wires;

/// <content>Messages to users, and schedules.</content>
public abstract partial class WireSpec
{
    [WireFact]
    public Task Message_ToAUser_ArrivesWithItsId() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");

        var id = await hub.SendAsync("ann", """{"text":"hello"}""");

        var message = await ann.FindAsync(WireEventKind.Publication);
        Assert.Equal(("#ann", """{"text":"hello"}""", id), (message.Channel, message.Data, IdOf(message)));
    });

    [WireFact(WireNeeds.Commands)]
    public Task Message_OfAUser_IsAcceptedMarkedAndReported() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        var bob = await hub.BystanderAsync("bob");

        var sent = (await ann.ResultOfAsync("send", """{"user":"bob","data":"hi","kind":"note"}""")).List("messages").Single();

        Assert.Equal(("bob", "accepted"), (sent.Text("user"), sent.Text("state")));
        var id = sent.Text("id");
        Assert.Equal(id, IdOf(await bob.FindAsync(WireEventKind.Publication)));
        await bob.ResultOfAsync("mark", $$"""{"ids":["{{id}}"],"as":"read"}""");
        var receipt = await hub.PassUntilAsync(ann.FindAsync(WireEventKind.Publication));
        var told = receipt.Body.GetProperty("data");
        Assert.Equal((id, "bob", "read"), (told.Text("id"), told.Text("user"), told.Text("state")));
        var state = (await ann.ResultOfAsync("state", $$"""{"ids":["{{id}}"]}""")).List("messages").Single();
        Assert.Equal((id, "read"), (state.Text("id"), state.Text("state")));
    });

    [WireFact(WireNeeds.Commands)]
    public Task Inbox_OfTheUser_IsReadAndMarkedForAllDevices() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        var other = await hub.BystanderAsync("ann");
        var first = await hub.SendAsync("ann", "1");
        await hub.SendAsync("ann", "2");
        Assert.Equal("1", (await other.FindAsync(WireEventKind.Publication)).Data);
        Assert.Equal("2", (await other.NextAsync(WireEventKind.Publication)).Data);

        var page = await ann.ResultOfAsync("inbox", "{}");
        Assert.Equal(["2", "1"], page.List("messages").Select(static it => it.Json("data")), StringComparer.Ordinal);
        Assert.Equal(2, page.Number("unread"));
        Assert.Equal(1, (await ann.ResultOfAsync("mark", $$"""{"ids":["{{first}}"],"as":"read"}""")).Number("unread"));

        var told = (await other.NextAsync(WireEventKind.Publication)).Body.GetProperty("data");
        Assert.Equal(("read", 1), (told.Text("as"), told.Number("unread")));
        Assert.Equal(["2"], (await ann.ResultOfAsync("inbox", """{"unread":true}""")).List("messages").Select(static it => it.Json("data")), StringComparer.Ordinal);
    });

    [WireFact(WireNeeds.Commands)]
    public Task Inbox_Refused_IsAnsweredWithTheReason() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        var nobody = await hub.ConnectAsync("");

        AssertError(ErrorCodes.PermissionDenied, await ann.OperateAsync("inbox", """{"user":"bob"}"""));
        AssertError(ErrorCodes.PermissionDenied, await nobody.OperateAsync("inbox", "{}"));
        AssertError(ErrorCodes.PermissionDenied, await nobody.OperateAsync("send", """{"user":"bob","data":1}"""));
        AssertError(InvalidField.Of("as", "must be delivered, read, archived or deleted"), await ann.OperateAsync("mark", """{"ids":["x"],"as":"eaten"}"""));
    });

    [WireFact]
    public Task Inbox_MessageThatNobodyAcknowledged_IsSentAgainToTheNextConnection() => CheckAsync(
        new WireHubSetup { HasDurableInbox = true, Options = ["Inbox:Storage=durable"] },
        async hub =>
        {
            var first = await hub.SendAsync("ann", "1");
            var second = await hub.SendAsync("ann", "2");
            var done = await hub.SendAsync("ann", "3");
            await hub.Api.MarkAsync("ann", [done], InboxMark.Delivered, Cancelled);

            var ann = await hub.ConnectAsync("ann");

            await StartedAsync(ann, 1);
            Assert.Equal(first, IdOf(await ann.NextAsync(WireEventKind.Publication)));
            Assert.Equal(second, IdOf(await ann.NextAsync(WireEventKind.Publication)));
            var last = await hub.SendAsync("ann", "4");
            Assert.Equal(last, IdOf(await ann.NextAsync(WireEventKind.Publication)));
        });

    [WireFact(WireNeeds.Commands)]
    public Task Inbox_LongerThanAPage_ComesPageByPageAsItsClientMarks() => CheckAsync(
        new WireHubSetup { HasDurableInbox = true, Options = ["Inbox:Storage=durable", "Inbox:RedeliveredMessages=4"] },
        async hub =>
        {
            var ids = await SendManyAsync(hub, 11, static i => $"{i}");
            var ann = await hub.ConnectAsync("ann");
            await StartedAsync(ann, 1);
            await AssertMessagesAsync(ids[..4], ann);

            // Who does not mark is sent no more of them.
            var live = await hub.SendAsync("ann", "\"live\"");
            await AssertMessagesAsync([live], ann);
            for (var i = 0; i < ids.Length; i += 2)
            {
                var marked = ids[i..Math.Min(i + 2, ids.Length)];
                await ann.ResultOfAsync("mark", $$"""{"ids":["{{string.Join("\",\"", marked)}}"],"as":"delivered"}""");
                await AssertMessagesAsync(ids[Math.Min(i + 4, ids.Length)..Math.Min(i + 6, ids.Length)], ann);
            }

            // Nothing comes twice.
            await AssertMessagesAsync([await hub.SendAsync("ann", "\"last\"")], ann);
        });

    /// <summary>Nobody can mark what was not sent: it must not take the place of what can be.</summary>
    [WireFact(WireNeeds.JsonAlone)]
    public Task Inbox_FullOfWhatTheWireCannotCarry_SendsTheRest() => CheckAsync(
        new WireHubSetup { HasDurableInbox = true, Options = ["Inbox:Storage=durable", "Inbox:RedeliveredMessages=4", "Namespaces:default:Payload=any"] },
        async hub =>
        {
            for (var i = 0; i < 6; i++)
            {
                await hub.Api.SendAsync("ann", _bytes, cancellationToken: Cancelled);
            }

            var ids = await SendManyAsync(hub, 4, static i => $"{i}");
            var ann = await hub.ConnectAsync("ann");

            await StartedAsync(ann, 1);
            await AssertMessagesAsync(ids, ann);
        });

    [WireFact]
    public Task Inbox_MoreThanAQueueHolds_IsSentAsTheClientTakesIt() => CheckAsync(
        new WireHubSetup { HasDurableInbox = true, Options = ["Inbox:Storage=durable", "Limits:OutboundQueueBytes=65536"] },
        async hub =>
        {
            var large = $"\"{new string('x', 60_000)}\"";
            var ids = await SendManyAsync(hub, 40, _ => large);

            var ann = await hub.ConnectAsync("ann");

            await StartedAsync(ann, 1);
            await AssertMessagesAsync(ids, ann);
        });

    [WireFact]
    public Task Inbox_WhoseStoreIsAway_IsAskedAgain() => CheckAsync(
        new WireHubSetup { HasDurableInbox = true, InboxFailures = 3, Options = ["Inbox:Storage=durable"] },
        async hub =>
        {
            var id = await hub.SendAsync("ann", "1");

            var ann = await hub.ConnectAsync("ann");

            await StartedAsync(ann, 1);
            Assert.Equal(id, IdOf(await hub.PassUntilAsync(ann.NextAsync(WireEventKind.Publication))));
        });

    [WireFact(WireNeeds.Commands)]
    public Task Texts_WithANul_AreRefusedByTheirField() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        (string Operation, string Request, string Field)[] attempts =
        [
            ("send", """{"user":"b\u0000","data":1}""", "user"),
            ("send", """{"users":["bob","b\u0000"],"data":1}""", "users[1]"),
            ("send", """{"user":"bob","data":1,"kind":"\u0000"}""", "kind"),
            ("send", """{"user":"bob","data":1,"tags":{"kind":"\u0000"} }""", "tags.kind"),
            ("send", """{"user":"bob","data":1,"tags":{"a\u0000":"x"} }""", "tags"),
            ("send", """{"user":"bob","data":1,"kind":"\ud800"}""", "kind"),
            ("inbox", """{"kind":"\u0000"}""", "kind"),
            ("inbox", """{"cursor":"\u0000"}""", "cursor"),
            ("mark", """{"ids":["a","\u0000"],"as":"read"}""", "ids[1]"),
            ("state", """{"ids":["\u0000"]}""", "ids[0]"),
            ("schedule", """{"id":"\u0000","delay_ms":5000,"publish":{"channel":"room:a","data":1} }""", "id"),
            ("schedule", """{"delay_ms":5000,"publish":{"channel":"room:\u0000","data":1} }""", "publish.channel"),
            ("unschedule", """{"id":"\u0000"}""", "id"),
            ("scheduled", """{"cursor":"\u0000"}""", "cursor"),
            ("mark", """{"ids":"a","as":"read"}""", "ids"),
        ];

        foreach (var (operation, request, field) in attempts)
        {
            var answer = await ann.OperateAsync(operation, request);
            Assert.Equal((107u, false), (answer.Code, answer.IsClosed));
            Assert.StartsWith($"bad request: '{field}' ", answer.Message, StringComparison.Ordinal);
        }

        // A payload may have it.
        await hub.BystanderAsync("bob");
        await ann.ResultOfAsync("send", """{"user":"bob","data":"\u0000"}""");
    });

    [WireFact(WireNeeds.Commands)]
    public Task Schedule_OfAUser_HappensWhenItIsDue() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        await StartedAsync(ann, 1);
        await ann.ResultAsync("subscribe", """{"channel":"room:a"}""");

        var made = await ann.ResultOfAsync("schedule", """{"id":"s","delay_ms":5000,"publish":{"channel":"room:a","data":"later"} }""");

        Assert.Equal("s", made.Text("id"));
        Assert.InRange(made.Number("at"), 1, hub.Time.GetUtcNow().ToUnixTimeMilliseconds() + 5000);
        var publication = await hub.PassUntilAsync(ann.NextAsync(WireEventKind.Publication));
        Assert.Equal(("\"later\"", "ann"), (publication.Data, publication.Body.GetProperty("info").Text("user")));

        // It is settled just behind its effect.
        await WireHub.UntilAsync(async () => (await ann.ResultOfAsync("scheduled", "{}")).List("schedules").Length == 0, "nothing is scheduled");
    });

    [WireFact(WireNeeds.Commands)]
    public Task Schedule_WithTagsAndAnEvent_ArrivesWithThem() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        var bob = await hub.BystanderAsync("bob");
        await bob.ResultAsync("subscribe", """{"channel":"room:a"}""");

        await ann.ResultOfAsync("schedule", """{"delay_ms":1000,"publish":{"channel":"room:a","data":1,"event":"news","tags":{"colour":"red"} } }""");

        var tags = (await hub.PassUntilAsync(bob.FindAsync(WireEventKind.Publication))).Body.GetProperty("tags");
        Assert.Equal(("news", "red"), (tags.Text("event"), tags.Text("colour")));
    });

    [WireFact(WireNeeds.Commands)]
    public Task Operation_WithNull_IsOneWithoutFields() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");

        foreach (var fields in new[] { "{}", "null" })
        {
            Assert.Equal(0, (await ann.ResultOfAsync("inbox", fields)).Number("unread"));
            Assert.Empty((await ann.ResultOfAsync("scheduled", fields)).List("schedules"));
            AssertError(InvalidField.Missing("method"), await ann.OperateAsync("serve", fields));
        }
    });

    [WireFact(WireNeeds.Commands)]
    public Task Schedule_Cancelled_DoesNotHappen() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        await StartedAsync(ann, 1);
        await ann.ResultAsync("subscribe", """{"channel":"room:a"}""");
        await ann.ResultOfAsync("schedule", """{"id":"a","delay_ms":1000,"publish":{"channel":"room:a","data":1} }""");
        await ann.ResultOfAsync("schedule", """{"id":"b","delay_ms":2000,"publish":{"channel":"room:a","data":2} }""");
        Assert.Equal(["a", "b"], (await ann.ResultOfAsync("scheduled", "{}")).List("schedules").Select(static it => it.Text("id")), StringComparer.Ordinal);

        Assert.True((await ann.ResultOfAsync("unschedule", """{"id":"a"}""")).Flag("cancelled"));

        Assert.False((await ann.ResultOfAsync("unschedule", """{"id":"a"}""")).Flag("cancelled"));
        Assert.Equal("2", (await hub.PassUntilAsync(ann.NextAsync(WireEventKind.Publication))).Data);
    });

    [WireFact(WireNeeds.Commands)]
    public Task Schedule_Refused_IsAnsweredWithTheReason() => CheckAsync("Schedules:MaxPerUser=1", async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        var nobody = await hub.ConnectAsync("");
        const string Later = """{"delay_ms":5000,"publish":{"channel":"room:a","data":1} }""";
        await ann.ResultOfAsync("schedule", Later);

        AssertError(ErrorCodes.LimitExceeded, await ann.OperateAsync("schedule", Later));
        AssertError(ErrorCodes.PermissionDenied, await nobody.OperateAsync("schedule", Later));
        AssertError(ErrorCodes.PermissionDenied, await ann.OperateAsync("schedule", """{"delay_ms":1,"publish":{"channel":"closed:a","data":1} }"""));
        AssertError(InvalidField.Of("publish or send", "is needed, and one alone"), await ann.OperateAsync("schedule", "{}"));
    });

    private static async Task<string[]> SendManyAsync(WireHub hub, int count, Func<int, string> data)
    {
        var ids = new string[count];
        for (var i = 0; i < count; i++)
        {
            ids[i] = await hub.SendAsync("ann", data(i));
        }

        return ids;
    }

    private static async Task AssertMessagesAsync(string[] ids, WireConnection connection)
    {
        foreach (var id in ids)
        {
            Assert.Equal(id, IdOf(await connection.NextAsync(WireEventKind.Publication)));
        }
    }

    private static string IdOf(WireEvent message)
    {
        var tags = message.Body.Has("tags") ? message.Body.GetProperty("tags") : default(JsonElement);
        return tags.Text("id");
    }
}
