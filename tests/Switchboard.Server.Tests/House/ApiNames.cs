using System.Reflection;

namespace Switchboard.Server.Tests.House;

/// <summary>Writes types as C# does.</summary>
internal static class ApiNames
{
    private static readonly Dictionary<Type, string> _keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(char)] = "char",
        [typeof(double)] = "double",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(uint)] = "uint",
        [typeof(ulong)] = "ulong",
    };

    /// <summary>A type's name without its namespace, with its arguments.</summary>
    public static string Of(Type type)
    {
        if (_keywords.TryGetValue(type, out var keyword))
        {
            return keyword;
        }

        if (type.IsArray)
        {
            return $"{Of(type.GetElementType()!)}[]";
        }

        var name = type.IsNested && !type.IsGenericParameter ? $"{Of(type.DeclaringType!)}.{type.Name}" : type.Name;
        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return $"{Of(value)}?";
        }

        return type.IsGenericType ? $"{name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Of))}>" : name;
    }

    /// <summary>The name of a type where it is used, with question marks where null is allowed.</summary>
    public static string Of(Type type, NullabilityInfo nullability)
    {
        if (type.IsByRef)
        {
            return $"ref {Of(type.GetElementType()!, nullability)}";
        }

        if (type.IsValueType && (!type.IsGenericType || Nullable.GetUnderlyingType(type) is not null))
        {
            return Of(type);
        }

        var name = type switch
        {
            { IsArray: true } => $"{Of(type.GetElementType()!, nullability.ElementType!)}[]",
            { IsGenericType: true } => $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Zip(nullability.GenericTypeArguments, Of))}>",
            _ => Of(type),
        };
        return !type.IsValueType && nullability.ReadState == NullabilityState.Nullable ? $"{name}?" : name;
    }
}
