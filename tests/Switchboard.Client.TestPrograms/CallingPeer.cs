using System.Text.Json;

namespace Switchboard.Client.TestPrograms;

/// <summary>
/// Serves a method, and calls one that somebody else serves. Speaks lines: it writes <c>serving</c>; a line of JSON on its input is the
/// argument of a call, which is
/// answered with <c>progress JSON</c> lines, and <c>result JSON</c> or <c>error CODE MESSAGE</c>; the end of its input ends it.
/// </summary>
internal sealed class CallingPeer : IProgress<ReadOnlyMemory<byte>>
{
    private readonly Lock _writing = new();

    public static async Task RunAsync(string url, string token, string encoding, string served, string called)
    {
        var options = new SwitchboardClientOptions
        {
            Url = new Uri(url),
            Encoding = Enum.Parse<ClientEncoding>(encoding, ignoreCase: true),
            Credentials = new TokenCredentialProvider((_, _) => ValueTask.FromResult<string?>(token)),
        };
        await using var client = new SwitchboardClient(options);
        await client.ConnectAsync();
        await using var method = await client.ServeAsync(served, AnswerAsync);
        var peer = new CallingPeer();
        peer.Write("serving");
        while (await Console.In.ReadLineAsync() is { } argument)
        {
            await peer.CallAsync(client, called, argument);
        }
    }

    public void Report(ReadOnlyMemory<byte> value) => Write("progress", value);

    // Adds two numbers, and is sold out of everything else.
    private static async ValueTask<ReadOnlyMemory<byte>> AnswerAsync(ServedCall call, CancellationToken cancellationToken)
    {
        var data = JsonElement.Parse(call.Data.Span);
        await call.ReportProgressAsync("{\"percent\":50}"u8.ToArray(), cancellationToken);
        return data.TryGetProperty("a", out var a) && data.TryGetProperty("b", out var b)
            ? JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, int>(StringComparer.Ordinal) { ["sum"] = a.GetInt32() + b.GetInt32() })
            : throw new SwitchboardException(new ErrorCode(1001, "sold out"));
    }

    private async Task CallAsync(SwitchboardClient client, string method, string argument)
    {
        try
        {
            Write("result", await client.CallAsync(method, System.Text.Encoding.UTF8.GetBytes(argument), new CallOptions { Progress = this }));
        }
        catch (SwitchboardException exception)
        {
            Write($"error {exception.Error.Code} {exception.Error.Message}");
        }
    }

    private void Write(string kind, ReadOnlyMemory<byte> json) => Write($"{kind} {System.Text.Encoding.UTF8.GetString(json.Span)}");

    private void Write(string line)
    {
        lock (_writing)
        {
            Console.Out.WriteLine(line);
        }
    }
}
