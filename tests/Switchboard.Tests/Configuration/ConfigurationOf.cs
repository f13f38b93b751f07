using System.Text;
using Microsoft.Extensions.Configuration;
using Switchboard.Configuration.Sources;
using Xunit;

namespace Switchboard.Tests.Configuration;

/// <summary>Makes configurations as the stand-alone server's sources do.</summary>
internal static class ConfigurationOf
{
    /// <summary>A file's text, and single settings in layers above it.</summary>
    public static IConfigurationRoot Json(string json, params string[][] layers)
    {
        var (data, problems) = SwitchboardFileParser.Parse("switchboard.json", Encoding.UTF8.GetBytes(json));
        Assert.Empty(problems);
        var builder = new ConfigurationBuilder().AddInMemoryCollection(data);
        foreach (var layer in layers)
        {
            builder.AddInMemoryCollection(layer.Select(Pair));
        }

        return builder.Build();
    }

    private static KeyValuePair<string, string?> Pair(string setting)
    {
        var equals = setting.IndexOf('=', StringComparison.Ordinal);
        return new KeyValuePair<string, string?>(setting[..equals].Replace("__", ":", StringComparison.Ordinal), setting[(equals + 1)..]);
    }
}
