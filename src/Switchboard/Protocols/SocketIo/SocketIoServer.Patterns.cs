using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Switchboard.Protocols.SocketIo;

/// <content>Socket.IO namespaces that begin when a client asks for them.</content>
public sealed partial class SocketIoServer
{
    private const string TooMany = "Too many namespaces";

    private readonly List<(Func<string, bool> Matches, Action<SocketIoNamespace> SetUp)> _patterns = [];
    private readonly Lock _asking = new();
    private int _dynamicCount;

    /// <summary>Lets clients into the Socket.IO namespaces whose names match. Each begins when somebody first asks for it. For start-up.</summary>
    /// <param name="pattern">What names match, such as <c>^/room-\d+$</c>: the slash is part of a name, of at most 255 bytes.</param>
    /// <param name="setUp">Sets a namespace up that begins: its middleware and handlers.</param>
    /// <returns>The server.</returns>
    /// <remarks>
    /// At most <see cref="SocketIoOptions.MaxDynamicNamespaces"/> are there at a time. One that nobody is in gives way to a new one, and is set up
    /// again when it is asked for again. What <see cref="Of(string)"/> has asked for stays.
    /// </remarks>
    public SocketIoServer Of(Regex pattern, Action<SocketIoNamespace> setUp)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        return Of(pattern.IsMatch, setUp);
    }

    /// <inheritdoc cref="Of(Regex, Action{SocketIoNamespace})"/>
    /// <param name="matches">Says whether a name matches. It must not wait for anything.</param>
    /// <param name="setUp">Sets a namespace up that begins: its middleware and handlers.</param>
    public SocketIoServer Of(Func<string, bool> matches, Action<SocketIoNamespace> setUp)
    {
        ArgumentNullException.ThrowIfNull(matches);
        SocketIoHandlers.ThrowIfAsync(setUp);
        _patterns.Add((matches, setUp));
        return this;
    }

    /// <summary>Finds the Socket.IO namespace that a client asks for, which may begin with that.</summary>
    internal bool TryFind(string name, [NotNullWhen(true)] out SocketIoNamespace? space, [NotNullWhen(false)] out string? refusal)
    {
        refusal = null;
        if (!_namespaces.TryGetValue(name, out space) && !TryBegin(name, out space, out refusal))
        {
            return false;
        }

        space.Touch(Time.GetTimestamp());
        return true;
    }

    /// <summary>Keeps a Socket.IO namespace known that somebody has entered. It may have given way meanwhile.</summary>
    internal void Keep(SocketIoNamespace space)
    {
        lock (_asking)
        {
            if (_namespaces.TryAdd(space.Name, space))
            {
                _dynamicCount++;
            }
        }
    }

    /// <summary>Lets a Socket.IO namespace stay that the application has asked for.</summary>
    private void Pin(SocketIoNamespace space)
    {
        lock (_asking)
        {
            _dynamicCount -= space.IsDynamic ? 1 : 0;
            space.IsDynamic = false;
        }
    }

    private bool TryBegin(string name, [NotNullWhen(true)] out SocketIoNamespace? space, [NotNullWhen(false)] out string? refusal)
    {
        (space, refusal) = (null, "Invalid namespace");
        if (_patterns.Count == 0)
        {
            return false;
        }

        lock (_asking)
        {
            try
            {
                if (_namespaces.TryGetValue(name, out space))
                {
                    return true;
                }

                if (!IsDynamic(name))
                {
                    return false;
                }

                refusal = TooMany;
                if (_dynamicCount >= Options.MaxDynamicNamespaces && !TryForgetOne())
                {
                    return false;
                }

                var begun = Create(name);
                begun.Touch(Time.GetTimestamp());
                begun.IsDynamic = true;
                _namespaces[name] = begun;
                _dynamicCount++;
                space = begun;
                return true;
            }
            catch (Exception exception)
            {
                // The application's own code failed: what it matches by, or what it sets up.
                refusal = ErrorCodes.Internal.Message;
                SocketIoLog.NamespaceFailed(_logger, exception);
                return false;
            }
        }
    }

    private bool IsDynamic(string name) => _patterns.Exists(pattern => pattern.Matches(name));

    private void SetUp(SocketIoNamespace space)
    {
        foreach (var (matches, setUp) in _patterns)
        {
            if (matches(space.Name))
            {
                setUp(space);
                return;
            }
        }
    }

    // The one that nobody has been in, or asked for, for the longest time.
    private bool TryForgetOne()
    {
        var idle = Namespaces.Where(static space => space is { IsDynamic: true, Count: 0 }).MinBy(static space => space.LastUsed);
        if (idle is null)
        {
            return false;
        }

        _namespaces.TryRemove(KeyValuePair.Create(idle.Name, idle));
        _dynamicCount--;
        return true;
    }
}
