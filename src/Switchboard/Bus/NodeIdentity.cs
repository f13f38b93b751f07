using System.Reflection;

namespace Switchboard.Bus;

/// <summary>This node among others.</summary>
/// <param name="Id">Unique in the cluster and new at each start.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Version">The version of the program.</param>
/// <param name="StartedAt">When it started.</param>
internal sealed record NodeIdentity(string Id, string Name, string Version, DateTimeOffset StartedAt)
{
    public static NodeIdentity Create(TimeProvider time)
    {
        var version = typeof(NodeIdentity).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        return new NodeIdentity(Guid.NewGuid().ToString(), Environment.MachineName, $"Switchboard {version.Split('+')[0]}", time.GetUtcNow());
    }
}
