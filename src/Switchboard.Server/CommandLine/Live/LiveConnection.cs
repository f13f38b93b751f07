using Switchboard.Client;

namespace Switchboard.Server.CommandLine.Live;

/// <summary>A client's connection on behalf of a command, which tells on the error stream when it is lost and when it is back.</summary>
internal sealed class LiveConnection : IAsyncDisposable
{
    private readonly CommandContext _context;
    private readonly LiveError _errors;
    private readonly TaskCompletionSource<CommandException> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _wasConnected;

    private LiveConnection(CommandContext context, Uri server, SwitchboardClientOptions options)
    {
        _context = context;
        _errors = new LiveError(server, hasToken: options.Credentials is not null);
        Client = new SwitchboardClient(options);
        Client.StateChanged += (_, change) => OnStateChanged(change);
        Client.ConnectFailed += (_, change) => OnFailed(change);
    }

    /// <summary>The client.</summary>
    public SwitchboardClient Client { get; }

    /// <summary>Ends when the connection has ended for good.</summary>
    public Task<CommandException> Failed => _failed.Task;

    /// <summary>Connects. Only the first attempt must succeed: later ones are repeated until they do.</summary>
    public static async Task<LiveConnection> ConnectAsync(CommandContext context, Uri server, SwitchboardClientOptions options)
    {
        var connection = new LiveConnection(context, server, options);
        try
        {
            await connection.ConnectAsync();
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>What to say about an exception of the client; null where it is another's.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="subject">What the command was about; null for the connection itself.</param>
    public CommandException? Describe(Exception exception, LiveSubject? subject = null) => _errors.Of(exception, subject);

    public ValueTask DisposeAsync() => Client.DisposeAsync();

    private async Task ConnectAsync()
    {
        var connecting = Client.ConnectAsync(_context.Cancellation);
        if (await Task.WhenAny(connecting, Failed) == Failed)
        {
            _ = connecting.ContinueWith(static task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            throw await Failed;
        }

        try
        {
            await connecting;
        }
        catch (Exception exception) when (Describe(exception) is not null)
        {
            throw Describe(exception)!;
        }
    }

    private void OnFailed(ConnectionStateChangedEventArgs change)
    {
        if (!_wasConnected)
        {
            _failed.TrySetResult(_errors.Of(change));
        }
    }

    private void OnStateChanged(ConnectionStateChangedEventArgs change)
    {
        switch (change.Current)
        {
            case ConnectionState.Connected:
                if (_wasConnected)
                {
                    _context.Warn("Connected again.");
                }

                _wasConnected = true;
                break;
            case ConnectionState.Connecting when change.Previous == ConnectionState.Connected:
                _context.Warn($"The connection was lost{(change.CloseCode is { } code ? $" ({code.Code} {code.Reason})" : "")}; connecting again.");
                break;
            case ConnectionState.Disconnected when change.Reason != ConnectionChangeReason.Requested:
                _failed.TrySetResult(_errors.Of(change));
                break;
            default:
                break;
        }
    }
}
