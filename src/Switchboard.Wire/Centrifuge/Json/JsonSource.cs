using System.Text.Json;

namespace Switchboard.Wire.Centrifuge.Json;

/// <summary>Walks through one JSON object with the strictness of this wire: known fields have their type or are null.</summary>
/// <remarks>
/// The pattern is <c>while (source.NextProperty())</c> around one <c>ReadProperty(name, ref local)</c> for each known property: the one
/// that is there is read into its local, a repeated one overwrites it, and unknown ones are skipped. Names are compared as UTF-8 where
/// they stand, and payloads are cut out of the input by their position: nothing is parsed into a document first. Malformed input
/// shows as <see cref="JsonException"/>, <see cref="FormatException"/> or <see cref="InvalidOperationException"/>.
/// </remarks>
internal ref struct JsonSource
{
    // Far beyond what the hub accepts: it answers what is nested too deep by name, and clients read whatever it once accepted.
    private const int MaxDepth = 65_536;

    private readonly ReadOnlyMemory<byte> _input;
    private Utf8JsonReader _reader;

    public JsonSource(ReadOnlyMemory<byte> input)
    {
        _input = input;
        _reader = new Utf8JsonReader(input.Span, new JsonReaderOptions { AllowMultipleValues = true, MaxDepth = MaxDepth });
    }

    /// <summary>Whether an exception says that the input is malformed.</summary>
    public static bool IsMalformed(Exception exception) => exception is JsonException or FormatException or InvalidOperationException;

    /// <summary>The bytes behind what was read.</summary>
    public readonly ReadOnlyMemory<byte> Rest => _input[(int)_reader.BytesConsumed..];

    /// <summary>Steps into the object that comes next; false where null comes instead.</summary>
    public bool TryEnterObject() => TryEnter(JsonTokenType.StartObject);

    /// <summary>Steps into the array that comes next; false where null comes instead.</summary>
    public bool TryEnterArray() => TryEnter(JsonTokenType.StartArray);

    /// <summary>Moves to the name of the next property; false at the object's end. The value of the current one is skipped unless it was read.</summary>
    public bool NextProperty()
    {
        if (_reader.TokenType == JsonTokenType.PropertyName)
        {
            _reader.Skip();
        }

        Advance();
        return _reader.TokenType == JsonTokenType.PropertyName;
    }

    /// <summary>Whether the current property has this name, and its value was not read yet.</summary>
    public readonly bool NameIs(ReadOnlySpan<byte> name) => _reader.TokenType == JsonTokenType.PropertyName && _reader.ValueTextEquals(name);

    /// <summary>Reads the value of the current property if it has this name.</summary>
    public void ReadProperty(ReadOnlySpan<byte> name, ref string value)
    {
        if (NameIs(name))
        {
            value = ReadString();
        }
    }

    /// <inheritdoc cref="ReadProperty(ReadOnlySpan{byte}, ref string)"/>
    public void ReadProperty(ReadOnlySpan<byte> name, ref ReadOnlyMemory<byte> value)
    {
        if (NameIs(name))
        {
            value = ReadPayload();
        }
    }

    /// <inheritdoc cref="ReadProperty(ReadOnlySpan{byte}, ref string)"/>
    public void ReadProperty(ReadOnlySpan<byte> name, ref bool value)
    {
        if (NameIs(name))
        {
            value = ReadBoolean();
        }
    }

    /// <inheritdoc cref="ReadProperty(ReadOnlySpan{byte}, ref string)"/>
    public void ReadProperty(ReadOnlySpan<byte> name, ref uint value)
    {
        if (NameIs(name))
        {
            value = ReadUInt32();
        }
    }

    /// <inheritdoc cref="ReadProperty(ReadOnlySpan{byte}, ref string)"/>
    public void ReadProperty(ReadOnlySpan<byte> name, ref int value)
    {
        if (NameIs(name))
        {
            value = ReadInt32();
        }
    }

    /// <inheritdoc cref="ReadProperty(ReadOnlySpan{byte}, ref string)"/>
    public void ReadProperty(ReadOnlySpan<byte> name, ref long value)
    {
        if (NameIs(name))
        {
            value = ReadInt64();
        }
    }

    /// <inheritdoc cref="ReadProperty(ReadOnlySpan{byte}, ref string)"/>
    public void ReadProperty(ReadOnlySpan<byte> name, ref ulong value)
    {
        if (NameIs(name))
        {
            value = ReadUInt64();
        }
    }

    /// <summary>Reads a property whose value may be any JSON, <c>null</c> included.</summary>
    public void ReadAnyProperty(ReadOnlySpan<byte> name, ref ReadOnlyMemory<byte> value)
    {
        if (NameIs(name))
        {
            Advance();
            value = CopyValue();
        }
    }

    /// <summary>Reads an object of which one property is known, from within it.</summary>
    public string ReadSingleString(ReadOnlySpan<byte> name)
    {
        var value = "";
        while (NextProperty())
        {
            ReadProperty(name, ref value);
        }

        return value;
    }

    /// <inheritdoc cref="ReadSingleString"/>
    public ReadOnlyMemory<byte> ReadSinglePayload(ReadOnlySpan<byte> name)
    {
        ReadOnlyMemory<byte> value = default;
        while (NextProperty())
        {
            ReadProperty(name, ref value);
        }

        return value;
    }

    /// <summary>Checks an object of which no property is known, from within it.</summary>
    public void SkipProperties()
    {
        while (NextProperty())
        {
            // NextProperty skips what it leaves behind.
        }
    }

    /// <summary>Reads an object whose values are strings; null where null comes instead.</summary>
    public Dictionary<string, string>? ReadStringMap()
    {
        if (!TryEnterObject())
        {
            return null;
        }

        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        while (NextProperty())
        {
            var name = ReadName();
            map[name] = ReadString();
        }

        return map;
    }

    /// <summary>The name of the current property.</summary>
    public readonly string ReadName() => _reader.GetString()!;

    /// <summary>Steps into the next element, an object; false at the array's end.</summary>
    public bool NextObject() => NextElement(JsonTokenType.StartObject);

    /// <summary>Reads the next element, a string; false at the array's end.</summary>
    public bool NextString(out string value)
    {
        var found = NextElement(JsonTokenType.String);
        value = found ? _reader.GetString()! : "";
        return found;
    }

    public string ReadString() => IsNull(JsonTokenType.String) ? "" : _reader.GetString()!;

    /// <summary>Reads a string's text as UTF-8.</summary>
    public ReadOnlyMemory<byte> ReadStringBytes()
    {
        if (IsNull(JsonTokenType.String))
        {
            return default;
        }

        var text = new byte[_reader.ValueSpan.Length];
        return text.AsMemory(0, _reader.CopyString(text));
    }

    public bool ReadBoolean()
    {
        Advance();
        return _reader.TokenType switch
        {
            JsonTokenType.True => true,
            JsonTokenType.False or JsonTokenType.Null => false,
            _ => throw WrongType(),
        };
    }

    public uint ReadUInt32() => IsNull(JsonTokenType.Number) ? 0 : _reader.GetUInt32();

    public ulong ReadUInt64() => IsNull(JsonTokenType.Number) ? 0 : _reader.GetUInt64();

    public int ReadInt32() => IsNull(JsonTokenType.Number) ? 0 : _reader.GetInt32();

    public long ReadInt64() => IsNull(JsonTokenType.Number) ? 0 : _reader.GetInt64();

    /// <summary>Copies a value of any type; null is empty.</summary>
    public ReadOnlyMemory<byte> ReadPayload()
    {
        Advance();
        if (_reader.TokenType == JsonTokenType.Null)
        {
            return default;
        }

        return CopyValue();
    }

    private ReadOnlyMemory<byte> CopyValue()
    {
        var start = (int)_reader.TokenStartIndex;
        _reader.Skip();
        return JsonPayload.Copy(_input.Span[start..(int)_reader.BytesConsumed]);
    }

    private static FormatException WrongType() => new("A field has the wrong type.");

    private bool TryEnter(JsonTokenType type) => !IsNull(type);

    private bool NextElement(JsonTokenType type)
    {
        Advance();
        if (_reader.TokenType == JsonTokenType.EndArray)
        {
            return false;
        }

        return _reader.TokenType == type ? true : throw WrongType();
    }

    private bool IsNull(JsonTokenType otherwise)
    {
        Advance();
        if (_reader.TokenType == JsonTokenType.Null)
        {
            return true;
        }

        return _reader.TokenType == otherwise ? false : throw WrongType();
    }

    private void Advance()
    {
        if (!_reader.Read())
        {
            throw new FormatException("The message ends too early.");
        }
    }
}
