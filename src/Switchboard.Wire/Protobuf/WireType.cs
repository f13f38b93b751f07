namespace Switchboard.Wire.Protobuf;

/// <summary>How a Protobuf field's value is laid out. Groups (3 and 4) are not of proto3 and never accepted.</summary>
internal enum WireType
{
    Varint = 0,
    Fixed64 = 1,
    LengthDelimited = 2,
    Fixed32 = 5,
}
