using System.Text;

namespace Switchboard.Client.TestPrograms;

/// <summary>Publishes through an outbox whose hub is not there, from several threads, until it is killed; and writes what was taken.</summary>
internal static class OfflinePublisher
{
    private const int Threads = 4;

    public static async Task RunAsync(string file)
    {
        var options = new SwitchboardClientOptions
        {
            Url = new Uri("ws://127.0.0.1:1/connection/websocket"),
            Outbox = new OutboxOptions { Path = file },
        };
        await using var client = new SwitchboardClient(options);
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => PublishAsync(client.Outbox, thread)));
    }

    private static async Task PublishAsync(SwitchboardOutbox outbox, int thread)
    {
        for (var number = 0; ; number++)
        {
            try
            {
                var key = await outbox.PublishAsync("log:a", Encoding.UTF8.GetBytes($"\"{thread} {number}\""));
                await Console.Out.WriteLineAsync($"{key} {thread} {number}");
            }
            catch (OutboxException exception)
            {
                await Console.Out.WriteLineAsync($"failed {exception.Failure}");
                return;
            }
        }
    }
}
