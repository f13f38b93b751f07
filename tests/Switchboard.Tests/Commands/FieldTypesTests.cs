using System.Text.Json;
using Switchboard.Commands;
using Xunit;

namespace Switchboard.Tests.Commands;

/// <summary>Fields of another type are told of which type they have to be, whatever the operation.</summary>
public sealed class FieldTypesTests
{
    [Theory]
    [InlineData("""{"deadline_ms":1.5}""", "'deadline_ms' must be a whole number")]
    [InlineData("""{"deadline_ms":1e300}""", "'deadline_ms' must be a whole number")]
    [InlineData("""{"deadline_ms":99999999999999999999}""", "'deadline_ms' must be a whole number")]
    [InlineData("""{"deadline_ms":"1"}""", "'deadline_ms' must be a whole number")]
    [InlineData("""{"retries":2147483648}""", "'retries' must be a whole number of at most 2147483647")]
    [InlineData("""{"method":5}""", "'method' must be text")]
    [InlineData("""{"method":"\ud800"}""", "'method' must be text")]
    public void Job_FieldOfAnotherType_NamesTheType(string request, string problem)
        => AssertRefused(problem, RequestParser.Read(JsonElement.Parse(request), OperationJsonContext.Default.JobRequest).Error);

    [Theory]
    [InlineData("""{"tags":{"a":5}}""", "'tags.a' must be text")]
    [InlineData("""{"tags":5}""", "'tags' must be an object")]
    [InlineData("""{"skip_history":1}""", "'skip_history' must be true or false")]
    [InlineData("""{"b64data":"%"}""", "'b64data' must be base64")]
    [InlineData("""{"version":-1}""", "'version' must be a whole number of 0 or more")]
    public void Publish_FieldOfAnotherType_NamesTheType(string request, string problem)
        => AssertRefused(problem, RequestParser.Read(JsonElement.Parse(request), OperationJsonContext.Default.PublishRequest).Error);

    [Theory]
    [InlineData("""{"channels":"a"}""", "'channels' must be a list")]
    [InlineData("""{"channels":["a",5]}""", "'channels[1]' must be text")]
    public void Broadcast_FieldOfAnotherType_NamesTheType(string request, string problem)
        => AssertRefused(problem, RequestParser.Read(JsonElement.Parse(request), OperationJsonContext.Default.BroadcastRequest).Error);

    private static void AssertRefused(string problem, ErrorCode? error) => Assert.Equal((107u, $"bad request: {problem}"), (error?.Code, error?.Message));
}
