namespace Switchboard.Server.CommandLine.Profiles;

/// <summary>What the profile file holds.</summary>
internal sealed class ProfileList
{
    /// <summary>The name of the profile that is used when none is named.</summary>
    public string? Current { get; set; }

    /// <summary>The profiles by name.</summary>
    public SortedDictionary<string, Profile> Profiles { get; init; } = new(StringComparer.Ordinal);
}
