using System.Reflection;

namespace Switchboard.Server.Tests.House;

/// <summary>Lists what an assembly shows to others: a line for each type and, indented, for each of its members.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>The lines, in the order of names.</summary>
    public static IEnumerable<string> LinesOf(Assembly assembly)
    {
        var nullability = new NullabilityInfoContext();
        foreach (var type in assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            yield return $"{KindOf(type)} {type.Namespace}.{ApiNames.Of(type)}{BasesOf(type)}";
            foreach (var line in MembersOf(type, nullability).Order(StringComparer.Ordinal))
            {
                yield return $"    {line}";
            }
        }
    }

    private static IEnumerable<string> MembersOf(Type type, NullabilityInfoContext nullability)
    {
        var members = new ApiMembers(nullability);
        if (type.IsEnum)
        {
            return Enum.GetNames(type).Select(name => $"{name} = {Convert.ToInt64(Enum.Parse(type, name), null)}");
        }

        return type.GetMembers(Declared).Where(member => !IsCompilerMade(member)).Select(members.Describe).OfType<string>();
    }

    // Records write the same members in every type: they say nothing of the promise that "record" does not.
    private static bool IsCompilerMade(MemberInfo member)
        => member.IsDefined(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute), inherit: false)
            && member is MethodInfo { IsSpecialName: false } or PropertyInfo { Name: "EqualityContract" };

    private static string KindOf(Type type) => type switch
    {
        { IsEnum: true } => "enum",
        { IsInterface: true } => "interface",
        { IsValueType: true } => IsRecord(type) ? "record struct" : "struct",
        { IsAbstract: true, IsSealed: true } => "static class",
        _ => $"{(type.IsSealed ? "sealed " : "")}{(type.IsAbstract ? "abstract " : "")}{(IsRecord(type) ? "record" : "class")}",
    };

    private static bool IsRecord(Type type) => type.GetMethod("PrintMembers", Declared) is not null;

    private static string BasesOf(Type type)
    {
        if (type.IsEnum)
        {
            return "";
        }

        IEnumerable<Type> bases = type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) ? [parent] : [];
        var names = bases.Concat(type.GetInterfaces().Where(contract => !contract.Name.StartsWith("IEquatable", StringComparison.Ordinal) && type.BaseType?.IsAssignableTo(contract) != true))
            .Select(ApiNames.Of)
            .Order(StringComparer.Ordinal)
            .ToList();
        return names.Count == 0 ? "" : $" : {string.Join(", ", names)}";
    }
}
