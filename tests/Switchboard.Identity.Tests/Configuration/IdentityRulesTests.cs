using Switchboard.Configuration;
using Switchboard.Configuration.Rules;
using Xunit;

namespace Switchboard.Identity.Tests.Configuration;

public sealed class IdentityRulesTests : IDisposable
{
    private const string Key = "a key of the audit of thirty-two bytes";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Audit_OffOrComplete_HasNoProblem()
    {
        Assert.Empty(IdentityRules.Audit(new SwitchboardOptions()));
        Assert.Empty(IdentityRules.Audit(Options(static audit => audit.Key = Key)));
        Assert.Empty(IdentityRules.Audit(Options(audit => audit.KeyFile = FileOf($"{Key}\n\n{Key}2\n"))));
    }

    [Theory]
    [InlineData("", "", "audit.key", "missing")]
    [InlineData("short", "", "audit.key", "fewer than 32 bytes")]
    [InlineData(Key, Key, "audit.key", "keyFile as well")]
    [InlineData("", "", "audit.keyFile", "cannot be read", "nowhere")]
    [InlineData("", "short", "audit.keyFile", "fewer than 32 bytes")]
    [InlineData("", "\n", "audit.keyFile", "is empty")]
    public void Audit_Keys_AreThereOnce_AndStrong(string key, string file, string path, string why, string? name = null)
    {
        var options = Options(audit => (audit.Key, audit.KeyFile) = (key, name ?? (file.Length > 0 ? FileOf(file) : "")));

        var problem = Assert.Single(IdentityRules.Audit(options));

        Assert.Equal(path, problem.Path);
        Assert.Contains(why, problem.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, $"{problem}", StringComparison.Ordinal);
    }

    [Fact]
    public void Audit_EarlierKeyTooShort_IsNamed()
        => Assert.Single(IdentityRules.Audit(Options(static audit => (audit.Key, audit.EarlierKeys) = (Key, ["short"]))));

    [Theory]
    [InlineData("press-", 0)]
    [InlineData("7_", 0)]
    [InlineData("", 0)]
    [InlineData("-press", 1)]
    [InlineData("a.b", 1)]
    [InlineData("é", 1)]
    [InlineData("a23456789012345678901234567890123", 1)]
    public void Devices_IdPrefix_IsHowAnIdCanBegin(string prefix, int problems)
        => Assert.Equal(problems, IdentityRules.Devices(new SwitchboardOptions { Devices = new() { IdPrefix = prefix } }).Count());

    [Fact]
    public void Audit_InMemory_IsRefused()
    {
        var options = Options(static audit => audit.Key = Key);
        options.Security.Storage = StorageKind.Memory;

        Assert.Equal("audit.enabled", Assert.Single(IdentityRules.Audit(options)).Path);
    }

    [Fact]
    public void Devices_Subscribe_NeedsTheNamespace()
    {
        var options = new SwitchboardOptions { Devices = { Enabled = true, Subscribe = true } };

        Assert.Equal("devices.subscribe", Assert.Single(IdentityRules.Devices(options)).Path);
        options.Namespaces["device"] = new NamespaceOptions();
        Assert.Empty(IdentityRules.Devices(options));
    }

    private static SwitchboardOptions Options(Action<AuditOptions> change)
    {
        var options = new SwitchboardOptions { Audit = { Enabled = true }, Security = { Storage = StorageKind.Durable } };
        change(options.Audit);
        return options;
    }

    private string FileOf(string text)
    {
        var file = Path.Combine(_folder.FullName, "key");
        File.WriteAllText(file, text);
        return file;
    }
}
