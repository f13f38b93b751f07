using System.Text.Json;
using Switchboard.Json;

namespace Switchboard.Protocols.SocketIo;

/// <summary>The arguments of an event or acknowledgement. Immutable; can be sent on as they are, alone or among others.</summary>
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

    /// <summary>Whether they are all arguments of a packet, so that all of its attachments are theirs.</summary>
    internal bool IsWhole { get; private init; } = true;

    /// <summary>An argument as it came, UTF-8.</summary>
    /// <param name="index">Which.</param>
    public ReadOnlyMemory<byte> JsonOf(int index) => _values[index];

    /// <summary>Some of the arguments, to be sent on: <c>arguments[1..]</c> is all but the first.</summary>
    /// <param name="start">The first.</param>
    /// <param name="length">How many.</param>
    public SocketIoArguments Slice(int start, int length)
        => new([.. _values.Skip(start).Take(length)], Attachments, _json) { IsWhole = false };

    /// <summary>Reads an argument.</summary>
    /// <typeparam name="T">Its type; <c>byte[]</c> and <c>ReadOnlyMemory&lt;byte&gt;</c>, also within objects, are binary values. JSON types keep them, to be sent on.</typeparam>
    /// <param name="index">Which.</param>
    /// <returns>The value; the type's default where there is no such argument.</returns>
    /// <exception cref="JsonException">It is of another type. Where a handler lets that out, the client is told error 107.</exception>
    public T? Get<T>(int index)
    {
        if (index >= _values.Count)
        {
            return default;
        }

        try
        {
            return SocketIoValues.Read<T>(_values[index].Span, Attachments, _json);
        }
        catch (Exception exception) when (JsonMismatch.IsCauseOf(exception))
        {
            throw new SocketIoArgumentException(index, typeof(T), exception);
        }
    }
}
