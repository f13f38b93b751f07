using Xunit;

namespace Switchboard.Tests.Calls;

/// <summary>Who may call and serve, and how much.</summary>
public sealed class CallLimitTests
{
    [Theory]
    [InlineData("closed:sum", 103)]
    [InlineData("ask:sum", 103)]
    [InlineData("sum", 104)]
    public async Task Call_ByNamespace_IsAllowedOrNot(string method, int error)
    {
        await using var hub = CallHub.Create();

        Assert.Equal((uint)error, (await hub.Connect().CallAsync(method)).Error!.Code);
    }

    [Theory]
    [InlineData("closed:sum", 103)]
    [InlineData("nowhere:sum", 102)]
    [InlineData("sb.sum", 107)]
    [InlineData("", 107)]
    public async Task Serve_ByName_IsRefused(string method, int error)
    {
        await using var hub = CallHub.Create();

        Assert.Equal((uint)error, (await hub.Connect().ErrorAsync("serve", $$"""{"method":"{{method}}"}""")).Code);
    }

    [Fact]
    public async Task Serve_Anonymous_IsRefusedUnlessGranted()
    {
        await using var hub = CallHub.Create();
        var nobody = hub.Connect("");
        Assert.Equal(ErrorCodes.PermissionDenied, await nobody.ErrorAsync("serve", """{"method":"closed:sum"}"""));

        nobody.Connection.ReplacePrincipal(nobody.Connection.Principal with { Grants = [new Grant("closed:sum", Operations.Serve)] });

        await nobody.OkAsync("serve", """{"method":"closed:sum"}""");
        Assert.Equal(ErrorCodes.PermissionDenied, await nobody.ErrorAsync("serve", """{"method":"closed:other"}"""));
        Assert.Equal(ErrorCodes.PermissionDenied, (await nobody.CallAsync("closed:sum")).Error);
    }

    [Fact]
    public async Task Serve_BadConcurrency_IsABadRequestAndTooMuchIsCut()
    {
        await using var hub = CallHub.Create("\"maxConcurrency\": 2, \"defaultConcurrency\": 1");
        Assert.Equal(ErrorCodes.BadRequest, await hub.Connect().ErrorAsync("serve", """{"method":"sum","concurrency":-1}"""));
        var worker = await hub.ServeAsync("sum", concurrency: 50);

        for (var i = 0; i < 3; i++)
        {
            _ = hub.Connect().CallAsync("sum");
        }

        Assert.Equal(2, worker.Given.Length);
    }

    [Fact]
    public async Task Serve_TooManyMethods_IsRefused()
    {
        await using var hub = CallHub.Create("\"methodsPerConnection\": 1");
        var worker = await hub.ServeAsync("one");

        Assert.Equal(ErrorCodes.LimitExceeded, await worker.ErrorAsync("serve", """{"method":"two"}"""));
        await worker.OkAsync("serve", """{"method":"one"}""");
        await worker.OkAsync("unserve", """{"method":"one"}""");
        await worker.OkAsync("serve", """{"method":"two"}""");
    }

    [Theory]
    [InlineData("\"pendingPerConnection\": 2")]
    [InlineData("\"pendingPerNode\": 2")]
    [InlineData("\"pendingBytesPerConnection\": 2")]
    [InlineData("\"pendingBytesPerNode\": 2")]
    public async Task Call_TooManyPending_IsRefusedUntilOneEnds(string limit)
    {
        await using var hub = CallHub.Create(limit);
        var worker = await hub.ServeAsync("sum");
        var caller = hub.Connect();
        _ = caller.CallAsync("sum");
        _ = caller.CallAsync("sum");

        Assert.Equal(ErrorCodes.TooManyRequests, (await caller.CallAsync("sum")).Error);

        Assert.True(await worker.AnswerAsync(worker.Given[0].Id));
        _ = caller.CallAsync("sum");
        Assert.Equal(3, worker.Given.Length);
    }

    [Fact]
    public async Task Call_PendingOfOthers_DoNotCountAgainstAConnection()
    {
        await using var hub = CallHub.Create("\"pendingPerConnection\": 1");
        var worker = await hub.ServeAsync("sum");
        _ = hub.Connect().CallAsync("sum");
        _ = hub.Connect().CallAsync("sum");

        Assert.Equal(2, worker.Given.Length);
    }

    [Fact]
    public async Task Call_Payloads_AreBoundedBothWays()
    {
        await using var hub = CallHub.Create();
        var worker = await hub.ServeAsync("small:sum");
        var caller = hub.Connect();

        Assert.Equal(ErrorCodes.LimitExceeded, await caller.ErrorAsync("call", """{"method":"small:sum","data":"1234567"}"""));
        var pending = caller.DoAsync("call", """{"method":"small:sum","data":"123456"}""");
        Assert.True(await worker.AnswerAsync(worker.Given[0].Id, "\"data\":\"1234567\""));

        Assert.Equal(ErrorCodes.LimitExceeded, (await pending).Error);
    }

    [Fact]
    public async Task Call_Ids_AreBoundedAndUniqueWhileTheCallWaits()
    {
        await using var hub = CallHub.Create("\"maxIdBytes\": 4");
        var worker = await hub.ServeAsync("sum");
        var caller = hub.Connect();
        Assert.Equal(ErrorCodes.BadRequest, (await caller.CallAsync("sum", ""","id":"12345" """)).Error);
        var pending = caller.CallAsync("sum", ""","id":"1234" """);

        Assert.Equal(ErrorCodes.BadRequest, (await caller.CallAsync("sum", ""","id":"1234" """)).Error);

        Assert.True(await worker.AnswerAsync(worker.Given[0].Id));
        Assert.True((await pending).IsSuccess);
        _ = caller.CallAsync("sum", ""","id":"1234" """);
        Assert.Equal(2, worker.Given.Length);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"method":1}""")]
    [InlineData("""{"method":"sum","deadline_ms":"soon"}""")]
    [InlineData("""{"method":"sum","idempotent":7}""")]
    [InlineData("null")]
    public async Task Call_Garbage_IsABadRequest(string fields)
    {
        await using var hub = CallHub.Create();

        Assert.Equal(ErrorCodes.BadRequest.Code, (await hub.Connect().ErrorAsync("call", fields))?.Code);
    }

    [Fact]
    public async Task Do_UnknownOperation_IsNotFound()
    {
        await using var hub = CallHub.Create();

        Assert.Equal(ErrorCodes.MethodNotFound, await hub.Connect().ErrorAsync("dance", "{}"));
    }
}
