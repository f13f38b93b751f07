using System.Text.Json;

namespace Switchboard.Protocols.SocketIo;

/// <summary>An argument that a client sent has another type than the handler reads.</summary>
internal sealed class SocketIoArgumentException(int index, Type type, Exception innerException)
    : JsonException($"argument {index} cannot be read as {type.Name}{PlaceOf(innerException)}", innerException)
{
    // The place says which field of an object it is.
    private static string PlaceOf(Exception exception) => exception is JsonException { Path: { Length: > 1 } path } ? $" ({path})" : "";
}
