using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Switchboard.Commands;
using Switchboard.Json;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Commands;

/// <summary>A field that is null counts as absent, in every request of every operation.</summary>
public sealed class RequestNullTests
{
    [Fact]
    public async Task Read_FieldsThatAreNull_AreAsIfAbsent()
    {
        await using var hub = EngineHub.Create();
        var seen = new List<string>();
        foreach (var operation in hub.Get<OperationDispatcher>().All)
        {
            Check(operation.RequestType, operation.Info.Name, seen);
        }

        Assert.Contains("history.limit", seen, StringComparer.Ordinal);
        Assert.Contains("publish.version", seen, StringComparer.Ordinal);
        Assert.Contains("subscribe.override.presence.value", seen, StringComparer.Ordinal);
    }

    private static void Check(JsonTypeInfo type, string path, List<string> seen)
    {
        var absent = JsonSerializer.Deserialize("{}", type);
        foreach (var property in type.Properties)
        {
            var name = $"{path}.{property.Name}";
            seen.Add(name);
            var given = JsonSerializer.Deserialize($$"""{"{{property.Name}}":null}""", type);
            if (property.PropertyType == typeof(RawJson))
            {
                // Whether null is a payload, the operation decides.
                Assert.False(((RawJson)property.Get!(given!)!).IsSet, name);
                continue;
            }

            Assert.True(Equals(property.Get!(absent!), property.Get!(given!)), name);
            var inner = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            if (inner != typeof(string) && !inner.IsPrimitive && !typeof(IEnumerable).IsAssignableFrom(inner))
            {
                Check(type.Options.GetTypeInfo(inner), name, seen);
            }
        }
    }
}
