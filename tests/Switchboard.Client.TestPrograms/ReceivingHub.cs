using Switchboard.Hosting;

namespace Switchboard.Client.TestPrograms;

/// <summary>A hub within an application, which writes down what is published and the keys that it was published with.</summary>
internal static class ReceivingHub
{
    /// <summary>What the program writes when it listens.</summary>
    private const string Announcement = "Listening on ";

    private static readonly Dictionary<string, string?> _settings = new(StringComparer.Ordinal)
    {
        ["Switchboard:Connections:AllowAnonymous"] = "true",
        ["Switchboard:Namespaces:kept:AllowPublish:0"] = "anonymous",
        ["Switchboard:Namespaces:kept:HistorySize"] = "10",
        ["Switchboard:Namespaces:plain:AllowPublish:0"] = "anonymous",
    };

    public static async Task RunAsync(string file)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(_settings);
        builder.Services.AddSwitchboard(builder.Configuration).AddHooks(new DeduplicatingLog(file));
        await using var application = builder.Build();
        application.MapSwitchboard();
        await application.StartAsync();
        Console.WriteLine(Announcement + application.Urls.Single());
        await application.WaitForShutdownAsync();
    }
}
