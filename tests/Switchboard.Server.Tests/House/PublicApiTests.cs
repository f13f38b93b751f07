using System.Reflection;
using Switchboard.Client;
using Switchboard.Extensibility;
using Switchboard.Hosting;
using Switchboard.Identity;
using Switchboard.RabbitMq;
using Switchboard.Redis;
using Switchboard.Storage;
using Switchboard.Wire.Centrifuge;
using Switchboard.Worker;
using Xunit;

namespace Switchboard.Server.Tests.House;

/// <summary>What the packages promise is written down, so that no change of it passes unseen.</summary>
public sealed class PublicApiTests
{
    /// <summary>Set to 1, it has the test rewrite the files.</summary>
    private const string RewriteVariable = "REWRITE_API";

    public static TheoryData<string> Packages => ["Switchboard.Abstractions", "Switchboard.Wire", "Switchboard.Client", "Switchboard.Storage", "Switchboard.Redis", "Switchboard.RabbitMq", "Switchboard.Worker", "Switchboard.Identity", "Switchboard"];

    [Theory]
    [MemberData(nameof(Packages))]
    public async Task List_Package_IsTheWrittenOne(string package)
    {
        var file = Repository.PathOf($"docs/api/{package}.txt");
        var actual = string.Concat(PublicApi.LinesOf(AssemblyOf(package)).Select(line => $"{line}\n"));
        if (Environment.GetEnvironmentVariable(RewriteVariable) == "1")
        {
            await File.WriteAllTextAsync(file, actual, TestContext.Current.CancellationToken);
        }

        var written = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);

        Assert.True(written == actual, $"{file} is out of date. Run these tests once with {RewriteVariable}=1 and read what has changed.");
    }

    private static Assembly AssemblyOf(string package) => package switch
    {
        "Switchboard.Abstractions" => typeof(IBus).Assembly,
        "Switchboard.Wire" => typeof(CentrifugeCommand).Assembly,
        "Switchboard.Client" => typeof(SwitchboardClient).Assembly,
        "Switchboard.Identity" => typeof(IdentityBuilderExtensions).Assembly,
        "Switchboard.RabbitMq" => typeof(RabbitMqBuilderExtensions).Assembly,
        "Switchboard.Worker" => typeof(WorkerServiceCollectionExtensions).Assembly,
        "Switchboard.Redis" => typeof(RedisBuilderExtensions).Assembly,
        "Switchboard.Storage" => typeof(StorageBuilderExtensions).Assembly,
        _ => typeof(SwitchboardServiceCollectionExtensions).Assembly,
    };
}
