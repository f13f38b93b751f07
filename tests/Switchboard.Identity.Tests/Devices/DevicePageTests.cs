using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Switchboard.Identity.Tests.Support;
using Switchboard.Server.Tests.House;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.Identity.Tests.Devices;

/// <summary>The Python of docs/devices.md does what the page says.</summary>
public sealed partial class DevicePageTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Python_OfThePage_ConnectsAndFollows()
    {
        var python = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";
        Assert.SkipUnless(await ExitCodeOfAsync(python, "-c", "import cryptography") == 0, "python3-cryptography is not installed.");
        var page = await File.ReadAllTextAsync(Repository.PathOf("docs/devices.md"), Cancelled);
        var program = PythonPattern().Match(page).Groups["program"].Value;
        Assert.InRange(program.Split('\n').Count(static line => line.Trim().Length > 0), 5, 20);
        await using var hub = await IdentityHub.StartAsync(Path.Combine(_folder.FullName, "hub.db"));
        using var device = new TestDevice("der");
        await device.RegisterAsync(hub);
        var key = Path.Combine(_folder.FullName, "key.pem");
        await File.WriteAllTextAsync(key, device.PrivateKey, Cancelled);
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "device.py"), program, Cancelled);

        var start = new ProcessStartInfo(python, [Path.Combine(_folder.FullName, "device.py")]) { UseShellExecute = false, RedirectStandardOutput = true };
        (start.Environment["HUB"], start.Environment["DEVICE"], start.Environment["KEY"]) = (hub.Address.GetLeftPart(UriPartial.Authority), device.Id, key);
        using var process = Process.Start(start)!;
        try
        {
            await ReadUntilAsync(process, "device:press-7");
            await hub.CallAsync("publish", new JsonObject { ["channel"] = "device:press-7", ["data"] = "for you" });
            await ReadUntilAsync(process, "for you");
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(Cancelled);
        }
    }

    private static async Task ReadUntilAsync(Process process, string text)
    {
        while (await process.StandardOutput.ReadLineAsync(Cancelled).AsTask().WaitAsync(Patience.Limit, Cancelled) is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail($"It ended without printing '{text}'.");
    }

    private static async Task<int> ExitCodeOfAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
        await process.StandardError.ReadToEndAsync(Cancelled);
        await process.WaitForExitAsync(Cancelled);
        return process.ExitCode;
    }

    [GeneratedRegex(@"^```python\n(?<program>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex PythonPattern();
}
