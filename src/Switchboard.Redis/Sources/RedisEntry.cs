using System.Text;
using StackExchange.Redis;
using Switchboard.Extensibility;

namespace Switchboard.Redis.Sources;

/// <summary>An entry of a stream: one field is the payload, the others are headers.</summary>
internal sealed class RedisEntry(RedisValue id, NameValueEntry[] fields, string dataField) : EventMessage
{
    private static readonly UTF8Encoding _strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> Body { get; } = (byte[]?)ValueOf(fields, dataField);

    /// <inheritdoc/>
    public override string Id { get; } = id.ToString();

    /// <summary>The fields, for dead letters.</summary>
    public NameValueEntry[] Fields => fields;

    /// <inheritdoc/>
    public override string? FindHeader(string name)
    {
        var value = ValueOf(fields, name);
        try
        {
            return value.IsNull ? null : _strict.GetString((byte[])value!);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static RedisValue ValueOf(NameValueEntry[] fields, string name) => Array.Find(fields, field => field.Name == name).Value;
}
