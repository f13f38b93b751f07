using Microsoft.Extensions.Configuration;
using Switchboard.Configuration;
using Switchboard.Configuration.Reading;
using Switchboard.Configuration.Rules;
using Switchboard.Hosting;
using Switchboard.InMemory;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Configuration;

public sealed class SettingsReloaderTests : IDisposable
{
    private const string HistorySize = "Switchboard:namespaces:kept:historySize";

    private readonly IConfigurationRoot _configuration = ConfigurationOf.Json("""{ "namespaces": { "kept": { "historySize": 1 } } }""");
    private readonly RecordingLogger<SettingsReloader> _log = new();
    private readonly SettingsHolder _holder;
    private readonly SettingsReloader _reloader;

    public SettingsReloaderTests()
    {
        var loader = new ConfigurationLoader(
            _configuration,
            SwitchboardOptions.SectionName,
            new OptionsValidator(HubRules.All(durableStoreAvailable: false)));
        _holder = new SettingsHolder(SwitchboardSettings.From(loader.Load().Options));
        _reloader = new SettingsReloader(loader, _holder, new NoAuditLog(), _log);
    }

    [Fact]
    public async Task Reload_ValidChange_IsInForce()
    {
        await _reloader.StartAsync(TestContext.Current.CancellationToken);

        Change(HistorySize, "2");

        Assert.True(_holder.Current.Namespaces.TryResolve("kept:a", out var settings));
        Assert.Equal(2, settings.HistorySize);
        Assert.Equal([200], _log.Entries.Select(entry => entry.Id));
    }

    [Fact]
    public async Task Reload_InvalidChange_KeepsTheSettingsAndLogsEachProblem()
    {
        await _reloader.StartAsync(TestContext.Current.CancellationToken);
        var before = _holder.Current;
        _configuration["Switchboard:limitz"] = "1";

        Change(HistorySize, "many");

        Assert.Same(before, _holder.Current);
        Assert.Equal([201, 201, 202], _log.Entries.Select(entry => entry.Id));
        Assert.Contains(_log.Entries, entry => entry.Text.Contains("namespaces.kept.historySize is \"many\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reload_ChangeAfterAnInvalidOne_IsInForce()
    {
        await _reloader.StartAsync(TestContext.Current.CancellationToken);
        Change(HistorySize, "many");

        Change(HistorySize, "3");

        Assert.True(_holder.Current.Namespaces.TryResolve("kept:a", out var settings));
        Assert.Equal(3, settings.HistorySize);
    }

    [Fact]
    public async Task Reload_OptionsOfTheStart_AreNamedUntilTheyAreAsTheyWere()
    {
        await _reloader.StartAsync(TestContext.Current.CancellationToken);
        _configuration["Switchboard:storage:path"] = "other.db";
        Change("Switchboard:socketIo:enabled", "false");
        Assert.Equal("These options have changed and wait for a restart: storage.path, socketIo.enabled.", Assert.Single(_log.Entries, entry => entry.Id == 204).Text);

        _configuration["Switchboard:storage:path"] = null;
        Change("Switchboard:socketIo:enabled", "true");

        Assert.Single(_log.Entries, entry => entry.Id == 204);
    }

    [Fact]
    public async Task Reload_OneProblem_IsCountedAsOne()
    {
        await _reloader.StartAsync(TestContext.Current.CancellationToken);

        Change(HistorySize, "many");

        Assert.Equal("The changed configuration has a problem. The settings stay as they were.", Assert.Single(_log.Entries, entry => entry.Id == 202).Text);
    }

    [Fact]
    public async Task Reload_ListenerThrows_IsLogged()
    {
        await _reloader.StartAsync(TestContext.Current.CancellationToken);
        using var listener = _holder.OnChange(_ => throw new InvalidOperationException("No."));

        Change(HistorySize, "2");

        Assert.Equal([203], _log.Entries.Select(entry => entry.Id));
    }

    [Fact]
    public async Task Stop_ChangeAfterwards_IsNotTaken()
    {
        await _reloader.StartAsync(TestContext.Current.CancellationToken);
        var before = _holder.Current;
        await _reloader.StopAsync(TestContext.Current.CancellationToken);

        Change(HistorySize, "2");

        Assert.Same(before, _holder.Current);
    }

    public void Dispose()
    {
        _reloader.Dispose();
        (_configuration as IDisposable)?.Dispose();
    }

    private void Change(string key, string value)
    {
        _configuration[key] = value;
        _configuration.Reload();
    }
}
