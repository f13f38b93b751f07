using System.Text.Json;

namespace Switchboard.Protocols.SocketIo;

/// <summary>The arguments of an event or acknowledgement. Immutable; can be sent on as they are.</summary>
public sealed class SocketIoArguments
{
    private readonly IReadOnlyList<ReadOnlyMemory<byte>> _values;
    private readonly JsonSerializerOptions _json;

    internal SocketIoArguments(IReadOnlyList<ReadOnlyMemory<byte>> values, IReadOnlyList<ReadOnlyMemory<byte>> attachments, JsonSerializerOptions json)
    {
        _values = values;
        _json = json;
        Attachments = attachments;
    }

    /// <summary>How many there are.</summary>
    public int Count => _values.Count;

    /// <summary>The binary values in them, to which placeholders in the JSON refer by their index.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Attachments { get; }

    /// <summary>An argument as it came, UTF-8.</summary>
    /// <param name="index">Which.</param>
    public ReadOnlyMemory<byte> JsonOf(int index) => _values[index];

    /// <summary>Reads an argument.</summary>
    /// <typeparam name="T">Its type; <c>byte[]</c> and <c>ReadOnlyMemory&lt;byte&gt;</c>, also within objects, are binary values.</typeparam>
    /// <param name="index">Which.</param>
    /// <returns>The value; the type's default where there is no such argument.</returns>
    /// <exception cref="JsonException">It is of another type.</exception>
    public T? Get<T>(int index) => index < _values.Count ? SocketIoValues.Read<T>(_values[index].Span, Attachments, _json) : default;
}
