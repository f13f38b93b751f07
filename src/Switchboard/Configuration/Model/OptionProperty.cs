using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace Switchboard.Configuration.Model;

/// <summary>One option of a class of options.</summary>
internal sealed class OptionProperty
{
    /// <summary>Describes a property.</summary>
    /// <exception cref="NotSupportedException">No option may have the property's type.</exception>
    public OptionProperty(PropertyInfo property)
    {
        Property = property;
        Name = OptionNames.Of(property.Name);
        Kind = KindOf(property);
        ItemType = Kind is OptionKind.SectionList or OptionKind.SectionMap ? property.PropertyType.GetGenericArguments()[^1] : TypeOf(property);
        Range = property.GetCustomAttribute<RangeAttribute>();
    }

    /// <summary>The option's name as it is written.</summary>
    public string Name { get; }

    /// <summary>The property that holds it.</summary>
    public PropertyInfo Property { get; }

    /// <summary>What it consists of.</summary>
    public OptionKind Kind { get; }

    /// <summary>The class of its sections, or its own type.</summary>
    public Type ItemType { get; }

    /// <summary>The numbers that it may have.</summary>
    public RangeAttribute? Range { get; }

    /// <summary>The value that it has when nobody sets it; null where it goes by another option then.</summary>
    public object? DefaultValue => Property.GetValue(Activator.CreateInstance(Property.DeclaringType!));

    /// <summary>The smallest number that it may have.</summary>
    public long Least => Range is null ? int.MinValue : Convert.ToInt64(Range.Minimum, CultureInfo.InvariantCulture);

    /// <summary>The largest number that it may have.</summary>
    public long Most => Range is null ? int.MaxValue : Convert.ToInt64(Range.Maximum, CultureInfo.InvariantCulture);

    // What may be left unset has no value by itself: it goes by another option.
    private static Type TypeOf(PropertyInfo property) => Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;

    private static OptionKind KindOf(PropertyInfo property)
    {
        var type = TypeOf(property);
        if (type.IsEnum)
        {
            return type.IsDefined(typeof(FlagsAttribute)) ? OptionKind.ChoiceSet : OptionKind.Choice;
        }

        if (type.IsGenericType)
        {
            return GenericKindOf(property);
        }

        return Type.GetTypeCode(type) switch
        {
            TypeCode.Int32 or TypeCode.Int64 => OptionKind.WholeNumber,
            TypeCode.Boolean => OptionKind.Flag,
            TypeCode.String => OptionKind.Text,
            TypeCode.Object when type.IsClass => OptionKind.Section,
            _ => throw Unsupported(property),
        };
    }

    private static OptionKind GenericKindOf(PropertyInfo property)
    {
        var type = property.PropertyType;
        if (type == typeof(List<string>))
        {
            return OptionKind.TextList;
        }

        if (type == typeof(Dictionary<string, string>))
        {
            return OptionKind.TextMap;
        }

        var definition = type.GetGenericTypeDefinition();
        if (definition == typeof(List<>))
        {
            return OptionKind.SectionList;
        }

        return definition == typeof(Dictionary<,>) && type.GetGenericArguments()[0] == typeof(string)
            ? OptionKind.SectionMap
            : throw Unsupported(property);
    }

    private static NotSupportedException Unsupported(PropertyInfo property) =>
        new($"The option {property.DeclaringType}.{property.Name} has a type that the configuration reader does not know.");
}
