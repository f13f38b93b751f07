using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchboard.Worker;

// A worker for the suite of carriers: <uri>.
var builder = Host.CreateEmptyApplicationBuilder(settings: null);
builder.Logging.AddConsole();
builder.Services
    .AddSwitchboardWorker(worker =>
    {
        worker.Uri = new Uri(args[0]);
        worker.MaxPause = TimeSpan.FromSeconds(1);
        worker.ShutdownTimeout = TimeSpan.Zero;
    })
    .MapJob<JsonElement, JsonElement>("echo", static (_, data) => Task.FromResult(data.GetProperty("value")))
    .MapJob<JsonElement, JsonElement>("slow", static async (context, data) =>
    {
        await Task.Delay(50, context.CancellationToken);
        return data.GetProperty("value");
    })
    .MapJob<JsonElement, JsonElement>("fail", static (_, data) => throw new InvalidOperationException(data.GetProperty("message").GetString()))
    .MapJob<JsonElement, string>("hold", static async (context, data) =>
    {
        context.ReportProgress(new { step = 1 });
        while (!File.Exists(data.GetProperty("file").GetString()))
        {
            await Task.Delay(20, context.CancellationToken);
        }

        return "released";
    });
await builder.Build().RunAsync();
