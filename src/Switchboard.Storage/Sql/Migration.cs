using System.Globalization;
using System.Reflection;

namespace Switchboard.Storage.Sql;

/// <summary>One step from an older form of the tables to a newer one.</summary>
/// <param name="Number">Its place in the order, from 1 and without gaps.</param>
/// <param name="Name">Its name, such as <c>0001-streams</c>.</param>
/// <param name="Sql">Its statements, before translation.</param>
internal sealed record Migration(int Number, string Name, string Sql)
{
    private const string Prefix = "migrations/";

    /// <summary>Every migration that this program knows, in order.</summary>
    public static IReadOnlyList<Migration> All { get; } = Read();

    private static List<Migration> Read()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return
        [
            .. assembly.GetManifestResourceNames()
                .Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(name => Read(assembly, name)),
        ];
    }

    private static Migration Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        var name = Path.GetFileNameWithoutExtension(resource[Prefix.Length..]);
        return new Migration(int.Parse(name[..name.IndexOf('-', StringComparison.Ordinal)], CultureInfo.InvariantCulture), name, reader.ReadToEnd());
    }
}
