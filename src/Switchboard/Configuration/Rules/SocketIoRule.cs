using System.Buffers;

namespace Switchboard.Configuration.Rules;

/// <summary>The path of the Socket.IO endpoint is one.</summary>
internal sealed class SocketIoRule : IOptionsRule
{
    private static readonly SearchValues<char> _others = SearchValues.Create("?#{}* ");

    /// <inheritdoc/>
    public IEnumerable<ConfigurationProblem> Check(SwitchboardOptions options)
    {
        var path = options.SocketIo.Path;
        if (path is not ['/', _, ..] || path.AsSpan().ContainsAny(_others))
        {
            yield return new ConfigurationProblem("socketIo.path", $"is '{path}', which is no path", "Write a path such as /socket.io/.");
        }
    }
}
