using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Switchboard.Server.Tests.House;

/// <summary>Writes members as C# declares them.</summary>
internal sealed class ApiMembers(NullabilityInfoContext nullability)
{
    /// <summary>A member's line; null for one that others do not see, and for what a property or event brings along.</summary>
    public string? Describe(MemberInfo member) => member switch
    {
        FieldInfo field when IsVisible(field) => $"{PrefixOf(field)}{ApiNames.Of(field.FieldType, nullability.Create(field))} {field.Name}{ConstantOf(field)}",
        PropertyInfo property when property.GetAccessors(nonPublic: true).Any(IsVisible) => Describe(property),
        EventInfo handler when IsVisible(handler.AddMethod!) => $"event {ApiNames.Of(handler.EventHandlerType!)} {handler.Name}",
        ConstructorInfo { IsStatic: false } constructor when IsVisible(constructor)
            => $"{PrefixOf(constructor)}{constructor.DeclaringType!.Name.Split('`')[0]}({ParametersOf(constructor)})",
        MethodInfo method when IsVisible(method) && (!method.IsSpecialName || method.Name.StartsWith("op_Implicit", StringComparison.Ordinal)) => Describe(method),
        _ => null,
    };

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsVisible(FieldInfo field) => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly;

    private static string PrefixOf(FieldInfo field) => (field.IsLiteral, field.IsStatic, field.IsInitOnly) switch
    {
        (true, _, _) => "const ",
        (_, true, true) => "static readonly ",
        (_, true, _) => "static ",
        (_, _, true) => "readonly ",
        _ => "",
    };

    private static string PrefixOf(MethodBase method)
    {
        var access = method.IsPublic ? "" : "protected ";
        return (method.IsStatic, method.IsAbstract, method.IsVirtual && !method.IsFinal) switch
        {
            _ when method.DeclaringType!.IsInterface && method.IsAbstract => access,
            (true, _, _) => $"{access}static ",
            (_, true, _) => $"{access}abstract ",
            (_, _, true) => $"{access}virtual ",
            _ => access,
        };
    }

    private static string ConstantOf(FieldInfo field)
        => field.IsLiteral ? string.Create(CultureInfo.InvariantCulture, $" = {field.GetRawConstantValue()}") : "";

    private string Describe(PropertyInfo property)
    {
        var accessors = property.GetAccessors(nonPublic: true).Where(IsVisible).ToList();
        var required = property.IsDefined(typeof(RequiredMemberAttribute), inherit: false) ? "required " : "";
        var index = property.GetIndexParameters() is { Length: > 0 } parameters ? $"[{string.Join(", ", parameters.Select(Describe))}]" : "";
        var access = string.Join(' ', accessors.Select(accessor => accessor.ReturnType != typeof(void) ? "get;" : IsInit(accessor) ? "init;" : "set;").Order(StringComparer.Ordinal));
        return $"{PrefixOf(accessors[0])}{required}{ApiNames.Of(property.PropertyType, nullability.Create(property))} {property.Name}{index} {{ {access} }}";
    }

    private string Describe(MethodInfo method)
    {
        var arguments = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(ApiNames.Of))}>" : "";
        return $"{PrefixOf(method)}{ApiNames.Of(method.ReturnType, nullability.Create(method.ReturnParameter))} {method.Name}{arguments}({ParametersOf(method)})";
    }

    private string ParametersOf(MethodBase method)
    {
        var extends = method.IsDefined(typeof(ExtensionAttribute), inherit: false) ? "this " : "";
        return extends + string.Join(", ", method.GetParameters().Select(Describe));
    }

    private string Describe(ParameterInfo parameter)
    {
        var preset = parameter.HasDefaultValue ? string.Create(CultureInfo.InvariantCulture, $" = {parameter.DefaultValue ?? "default"}") : "";
        var direction = parameter.IsOut ? "out " : "";
        var type = ApiNames.Of(parameter.ParameterType, nullability.Create(parameter));
        return $"{direction}{(parameter.IsOut ? type.Replace("ref ", "", StringComparison.Ordinal) : type)} {parameter.Name}{preset}";
    }

    private static bool IsInit(MethodInfo accessor)
        => accessor.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));
}
