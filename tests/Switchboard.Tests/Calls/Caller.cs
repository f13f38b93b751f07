using System.Text;
using Switchboard.Connections;
using Switchboard.Results;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Calls;

/// <summary>A connection that calls and serves, by the operations that clients use.</summary>
internal sealed record Caller(CallHub Hub, Connection Connection, StallingSink Sink)
{
    /// <summary>The calls that it was given so far, in order.</summary>
    public Given[] Given => [.. Sink.Lines.Where(line => line.StartsWith("call ", StringComparison.Ordinal)).Select(Calls.Given.Parse)];

    /// <summary>Carries an operation out.</summary>
    public Task<Result<ReadOnlyMemory<byte>>> DoAsync(string operation, string fields)
        => Hub.Engine.Commands.Operations.ExecuteAsync(Connection, operation, Encoding.UTF8.GetBytes(fields)).AsTask();

    /// <summary>The result of an operation that must succeed.</summary>
    public async Task<string> OkAsync(string operation, string fields)
    {
        var outcome = await DoAsync(operation, fields);
        Assert.True(outcome.IsSuccess, $"{outcome.Error}");
        return Encoding.UTF8.GetString(outcome.Value.Span);
    }

    /// <summary>The error of an operation that must fail.</summary>
    public async Task<ErrorCode> ErrorAsync(string operation, string fields) => (await DoAsync(operation, fields)).Error ?? throw new InvalidDataException("It succeeded.");

    /// <summary>Calls a method.</summary>
    public Task<Result<ReadOnlyMemory<byte>>> CallAsync(string method, string more = "") => DoAsync("call", $$"""{"method":"{{method}}","data":1{{more}}}""");

    /// <summary>Answers a call; the answer is whether it was taken.</summary>
    public async Task<bool> AnswerAsync(string id, string answer = "\"data\":2")
        => await OkAsync("answer", $$"""{"id":"{{id}}",{{answer}}}""") == """{"taken":true}""";
}
