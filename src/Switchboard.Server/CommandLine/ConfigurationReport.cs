using System.Text.Encodings.Web;
using System.Text.Json;
using Switchboard.Configuration;
using Switchboard.Configuration.Model;

namespace Switchboard.Server.CommandLine;

/// <summary>Writes the mistakes in the configuration.</summary>
internal static class ConfigurationReport
{
    private const int WidestPath = 44;

    private static readonly JsonSerializerOptions _lines = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Whether a mistake concerns one of these sections, or the configuration as a whole: a file that is missing, a section that there is not.</summary>
    /// <remarks>Where the server's keys and secrets are in its environment, whoever looks after a store needs none of them.</remarks>
    public static bool IsOf(this ConfigurationProblem problem, params ReadOnlySpan<string> sections)
    {
        var section = problem.Path.Split('.', '[')[0];
        return sections.Contains(section) || !OptionModel.PropertiesOf(typeof(SwitchboardOptions)).Any(known => known.Name == section);
    }

    /// <summary>Writes them for people: the path, what is wrong, and below what to do.</summary>
    public static void WriteText(TextWriter writer, IReadOnlyList<ConfigurationProblem> problems)
    {
        writer.WriteLine(problems.Count == 1 ? "The configuration has a problem." : $"The configuration has {problems.Count} problems.");
        var width = problems.Max(problem => problem.Path.Length <= WidestPath ? problem.Path.Length : 0);
        foreach (var problem in problems)
        {
            writer.WriteLine();
            WriteFirstLine(writer, problem, width);
            writer.WriteLine($"  {new string(' ', width)}  {problem.Remedy}");
        }
    }

    /// <summary>Writes them for programs: one JSON object a line.</summary>
    public static void WriteJson(TextWriter writer, IReadOnlyList<ConfigurationProblem> problems)
    {
        foreach (var problem in problems)
        {
            writer.WriteLine(JsonSerializer.Serialize(problem, _lines));
        }
    }

    private static void WriteFirstLine(TextWriter writer, ConfigurationProblem problem, int width)
    {
        if (problem.Path.Length <= width)
        {
            writer.WriteLine($"  {problem.Path.PadRight(width)}  {problem.Problem}.");
            return;
        }

        writer.WriteLine($"  {problem.Path}");
        writer.WriteLine($"  {new string(' ', width)}  {problem.Problem}.");
    }
}
