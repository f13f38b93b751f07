using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Switchboard.Channels;
using Switchboard.Timing;
using Switchboard.Wire.SocketIo;

namespace Switchboard.Protocols.SocketIo;

/// <summary>Socket.IO for server code: its namespaces, and through them its clients. A service; safe to call from any thread.</summary>
/// <remarks>Namespaces are set up before the application starts. Everything on this class that is not <c>Of</c> is about the namespace <c>/</c>.</remarks>
public sealed partial class SocketIoServer
{
    private readonly ConcurrentDictionary<string, SocketIoNamespace> _namespaces = new(StringComparer.Ordinal);
    private readonly ILogger _logger;
    private SocketIoOptions _options = new();

    internal SocketIoServer(ChannelRegistry channels, PublishPipeline pipeline, Clock clock, TimeProvider time, ILogger<SocketIoServer> logger)
    {
        _logger = logger;
        Channels = channels;
        Pipeline = pipeline;
        Clock = clock;
        Time = time;
        Json = SocketIoValues.Prepare(null);
        Main = Of(SocketIoPacket.MainNamespace);
    }

    /// <summary>The namespace that clients enter unless they ask for another.</summary>
    public SocketIoNamespace Main { get; }

    internal ChannelRegistry Channels { get; }

    internal PublishPipeline Pipeline { get; }

    internal Clock Clock { get; }

    internal TimeProvider Time { get; }

    internal JsonSerializerOptions Json { get; private set; }

    /// <summary>Whether there are Socket.IO namespaces beside the main one.</summary>
    internal bool HasOthers => _namespaces.Count > 1 || _patterns.Count > 0;

    internal IEnumerable<SocketIoNamespace> Namespaces => _namespaces.Select(static entry => entry.Value);

    internal SocketIoOptions Options
    {
        get => _options;
        set
        {
            _options = value;
            Json = SocketIoValues.Prepare(value.Json);
            foreach (var space in Namespaces)
            {
                Prepare(space);
            }
        }
    }

    /// <summary>A Socket.IO namespace, which exists from the first call on. Clients are refused those that nobody has asked for here, and that match no pattern.</summary>
    /// <param name="name">Its name, such as <c>/chat</c>; the slash may be left out.</param>
    /// <exception cref="ArgumentException">The name is too long, or has control characters, commas or question marks.</exception>
    public SocketIoNamespace Of(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var full = name[0] == '/' ? name : "/" + name;
        if (System.Text.Encoding.UTF8.GetByteCount(full) > SocketIoPacketReader.MaxNamespaceBytes || full.Any(static letter => letter is ',' or '?' || char.IsControl(letter)))
        {
            throw new ArgumentException("The name cannot be that of a Socket.IO namespace.", nameof(name));
        }

        var space = _namespaces.GetOrAdd(full, static (full, server) => server.Create(full), this);
        if (space.IsDynamic)
        {
            Pin(space);
        }

        return space;
    }

    /// <inheritdoc cref="SocketIoNamespace.Use"/>
    public SocketIoServer Use(Func<SocketIoSocket, ValueTask> middleware)
    {
        Main.Use(middleware);
        return this;
    }

    /// <inheritdoc cref="SocketIoNamespace.OnConnection(Func{SocketIoSocket, ValueTask})"/>
    [OverloadResolutionPriority(2)]
    public SocketIoServer OnConnection(Func<SocketIoSocket, ValueTask> handler)
    {
        Main.OnConnection(handler);
        return this;
    }

    /// <inheritdoc cref="SocketIoNamespace.OnConnection(Func{SocketIoSocket, Task})"/>
    [OverloadResolutionPriority(1)]
    public SocketIoServer OnConnection(Func<SocketIoSocket, Task> handler)
    {
        Main.OnConnection(handler);
        return this;
    }

    /// <inheritdoc cref="SocketIoNamespace.OnConnection(Action{SocketIoSocket})"/>
    public SocketIoServer OnConnection(Action<SocketIoSocket> handler)
    {
        Main.OnConnection(handler);
        return this;
    }

    /// <inheritdoc cref="SocketIoNamespace.On(string, Func{SocketIoSocket, SocketIoEvent, ValueTask})"/>
    [OverloadResolutionPriority(2)]
    public SocketIoServer On(string name, Func<SocketIoSocket, SocketIoEvent, ValueTask> handler)
    {
        Main.On(name, handler);
        return this;
    }

    /// <inheritdoc cref="SocketIoNamespace.On(string, Func{SocketIoSocket, SocketIoEvent, Task})"/>
    [OverloadResolutionPriority(1)]
    public SocketIoServer On(string name, Func<SocketIoSocket, SocketIoEvent, Task> handler)
    {
        Main.On(name, handler);
        return this;
    }

    /// <inheritdoc cref="SocketIoNamespace.On(string, Action{SocketIoSocket, SocketIoEvent})"/>
    public SocketIoServer On(string name, Action<SocketIoSocket, SocketIoEvent> handler)
    {
        Main.On(name, handler);
        return this;
    }

    /// <inheritdoc cref="SocketIoNamespace.Emit(string, object?)"/>
    [OverloadResolutionPriority(1)]
    public void Emit(string name, object? value) => Main.Emit(name, value);

    /// <inheritdoc cref="SocketIoNamespace.Emit(string, ReadOnlySpan{object?})"/>
    public void Emit(string name, params ReadOnlySpan<object?> values) => Main.Emit(name, values);

    /// <inheritdoc cref="SocketIoNamespace.To"/>
    public SocketIoBroadcast To(string room) => Main.To(room);

    /// <inheritdoc cref="SocketIoNamespace.Except"/>
    public SocketIoBroadcast Except(string room) => Main.Except(room);

    /// <inheritdoc cref="SocketIoNamespace.FetchSockets"/>
    public IReadOnlyCollection<SocketIoSocket> FetchSockets() => Main.FetchSockets();

    private SocketIoNamespace Create(string name)
    {
        var space = new SocketIoNamespace(this, name);
        Prepare(space);
        SetUp(space);
        return space;
    }

    // A member of the hub comes back to its channels by their streams: a state that is restored without them would say too much.
    private void Prepare(SocketIoNamespace space)
        => space.KeepForRecovery(_options.RecoveryTime > TimeSpan.Zero && !space.IsHub ? new RecoveryLog(_options, Time) : null);
}
