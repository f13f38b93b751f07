using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;
using Switchboard.Configuration.Sources;
using Switchboard.Specs;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Configuration.Sources;

public sealed class SwitchboardFileProviderTests : IDisposable
{
    private const string Key = "Switchboard:limits:messageBytes";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");

    private string FilePath => Path.Combine(_folder.FullName, "switchboard.json");

    [Fact]
    public void Load_File_IsTheSection()
    {
        Write("""{ "limits": { "messageBytes": 5, } /* so many */ }""");
        using var provider = Create();

        provider.Load();

        Assert.Empty(provider.Problems);
        Assert.Equal("5", ValueIn(provider));
    }

    [Theory]
    [InlineData("{\n  \"limits\": {\n    \"messageBytes\": 5x\n  }\n}", ":3:22", "is not JSON: 'x' is an invalid end of a number. Expected a delimiter")]
    [InlineData("", ":1:1", "is not JSON: ")]
    [InlineData("[]", "", "holds no JSON object")]
    public void Load_BrokenFile_IsReportedWithItsPlace(string text, string place, string problem)
    {
        Write(text);
        using var provider = Create();

        provider.Load();

        var found = Assert.Single(provider.Problems);
        Assert.Equal(FilePath + place, found.Path);
        Assert.StartsWith(problem, found.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NameWrittenTwice_IsReported()
    {
        Write("""{ "limits": { "messageBytes": 5 }, "Limits": {} }""");
        using var provider = Create();

        provider.Load();

        Assert.Equal(("Limits", "is written twice"), Assert.Single(provider.Problems.Select(problem => (problem.Path, problem.Problem))));
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public void Load_MissingFile_IsAProblemOnlyIfRequired(bool required, int problems)
    {
        using var provider = new SwitchboardFileProvider(FilePath, required, watch: false, TimeProvider.System);

        provider.Load();

        Assert.Equal(problems, provider.Problems.Count);
    }

    [Fact]
    public void Load_FileBreaks_KeepsWhatItHeld()
    {
        Write("""{ "limits": { "messageBytes": 5 } }""");
        using var provider = Create();
        provider.Load();
        Write("{");

        provider.Load();

        Assert.Single(provider.Problems);
        Assert.Equal("5", ValueIn(provider));
    }

    [Fact]
    public void Load_FileVanishes_KeepsWhatItHeld()
    {
        Write("""{ "limits": { "messageBytes": 5 } }""");
        using var provider = Create();
        provider.Load();
        File.Delete(FilePath);

        provider.Load();

        Assert.Equal("does not exist", Assert.Single(provider.Problems).Problem);
        Assert.Equal("5", ValueIn(provider));
    }

    [Fact]
    public async Task Watch_FileChanges_IsLoadedAgain()
    {
        Write("""{ "limits": { "messageBytes": 5 } }""");
        var root = new ConfigurationBuilder().AddSwitchboardSources(FilePath, [], watch: true).Build();
        using var disposal = root as IDisposable;
        Assert.Equal("5", root[Key]);
        var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = ChangeToken.OnChange(root.GetReloadToken, () => _ = root[Key] == "6" && changed.TrySetResult());

        Write("""{ "limits": { "messageBytes": 6 } }""");

        await changed.Task.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Watch_FileIsStillHeldByItsWriter_IsLoadedOnceItIsFree()
    {
        Write("""{ "limits": { "messageBytes": 5 } }""");
        var time = new FakeTimeProvider();
        using var provider = new SwitchboardFileProvider(FilePath, required: true, watch: true, time);
        provider.Load();

        await using (var writer = new FileStream(FilePath, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            writer.Write("""{ "limits": { "messageBytes": 6 } }"""u8);
            await writer.FlushAsync(TestContext.Current.CancellationToken);
            await time.PassUntilAsync(() => provider.Problems.Count > 0, TimeSpan.FromMilliseconds(10));
        }

        await time.PassUntilAsync(() => ValueIn(provider) == "6", TimeSpan.FromMilliseconds(10));
        Assert.Empty(provider.Problems);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string? ValueIn(SwitchboardFileProvider provider) => provider.TryGet(Key, out var value) ? value : null;

    private SwitchboardFileProvider Create() => new(FilePath, required: true, watch: false, TimeProvider.System);

    private void Write(string text) => File.WriteAllText(FilePath, text);
}
