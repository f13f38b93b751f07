using System.Text.Json;
using System.Text.Json.Serialization;
using Switchboard.Storage;

namespace Switchboard.Server.CommandLine.Profiles;

/// <summary>The file that keeps the profiles, readable by its owner alone.</summary>
internal static class ProfileFile
{
    /// <summary>Where it is: in the user's folder for configuration, which XDG_CONFIG_HOME may name.</summary>
    public static string Location { get; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify), "switchboard", "profiles.json");

    /// <summary>Reads the profiles; none if there is no file.</summary>
    /// <exception cref="CommandException">The file cannot be read, or is damaged.</exception>
    public static ProfileList Read()
    {
        try
        {
            using var file = File.OpenRead(Location);
            return JsonSerializer.Deserialize(file, ProfileJson.Default.ProfileList) ?? new ProfileList();
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return new ProfileList();
        }
        catch (JsonException exception)
        {
            throw new CommandException(ExitCodes.Failure, $"{Location} is damaged in line {exception.LineNumber + 1}; mend it, or delete it and add the profiles anew.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCodes.Failure, $"{Location} cannot be read: {exception.Message}");
        }
    }

    /// <summary>Whether others than the owner may read the file.</summary>
    public static bool IsOpenToOthers
        => !OperatingSystem.IsWindows() && File.Exists(Location) && (File.GetUnixFileMode(Location) & ~PrivateFiles.OwnerFolder) != UnixFileMode.None;

    /// <summary>Replaces the file as a whole, so that one that ends half-way through leaves the old one.</summary>
    /// <exception cref="CommandException">The file cannot be written.</exception>
    public static void Write(ProfileList list)
    {
        var draft = $"{Location}.{Environment.ProcessId}.new";
        try
        {
            PrivateFiles.CreateFolder(Path.GetDirectoryName(Location)!);
            using (var file = PrivateFiles.Open(draft, FileMode.Create, FileAccess.Write))
            {
                JsonSerializer.Serialize(file, list, ProfileJson.Default.ProfileList);
            }

            File.Move(draft, Location, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCodes.Failure, $"{Location} cannot be written: {exception.Message}");
        }
    }
}

/// <summary>What the profile file holds.</summary>
internal sealed class ProfileList
{
    /// <summary>The name of the profile that is used when none is named.</summary>
    public string? Current { get; set; }

    /// <summary>The profiles by name.</summary>
    public SortedDictionary<string, Profile> Profiles { get; init; } = new(StringComparer.Ordinal);
}

/// <summary>A server that has a name on this machine.</summary>
internal sealed class Profile
{
    /// <summary>The server's address.</summary>
    public required string Server { get; init; }

    /// <summary>The key of its HTTP API. Null where it needs none here. Never printed.</summary>
    public string? Key { get; init; }
}

/// <summary>The JSON of the profile file.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    WriteIndented = true)]
[JsonSerializable(typeof(ProfileList))]
internal sealed partial class ProfileJson : JsonSerializerContext;
