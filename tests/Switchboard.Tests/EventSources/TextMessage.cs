using System.Text;
using Switchboard.Extensibility;

namespace Switchboard.Tests.EventSources;

/// <summary>A message that a test writes.</summary>
internal sealed class TextMessage(string body, string key = "", string? id = null, params (string Name, string Value)[] headers) : EventMessage
{
    public override ReadOnlyMemory<byte> Body { get; } = Encoding.UTF8.GetBytes(body);

    public override string RoutingKey => key;

    public override string? Id => id;

    public override string? FindHeader(string name) => Array.Find(headers, header => header.Name == name).Value;
}
