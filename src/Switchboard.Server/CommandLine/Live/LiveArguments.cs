using System.CommandLine;
using Switchboard.Client;
using Switchboard.Server.CommandLine.Api;

namespace Switchboard.Server.CommandLine.Live;

/// <summary>The options of commands that connect as a client does.</summary>
internal sealed class LiveArguments
{
    private const string Variable = "SWITCHBOARD_TOKEN";

    private readonly RemoteArguments _remote = new();

    private readonly Option<string?> _tokenFile = new("--token-file")
    {
        Description = $"The file whose first line is the connection token; it is read again for each connection. Without it: {Variable}, then no token. `switchboard token` makes tokens.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _caFile = new("--ca-file")
    {
        Description = "The PEM file with the authorities to trust for TLS, in place of the system's.",
        HelpName = "FILE",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_tokenFile);
        command.Options.Add(_caFile);
        _remote.AddServerTo(command);
    }

    /// <summary>Connects.</summary>
    /// <exception cref="CommandException">The first attempt failed.</exception>
    public async Task<LiveConnection> ConnectAsync(CommandContext context)
    {
        var server = await _remote.ResolveServerAsync(context);
        var options = new SwitchboardClientOptions { Url = SocketOf(server), Name = "switchboard", MaxSentMessageBytes = int.MaxValue };
        options.Tls.CaFile = context.Get(_caFile);
        if (options.Tls.CaFile is { } authorities && !File.Exists(authorities))
        {
            throw new CommandException(ExitCodes.Failure, $"There is no file {authorities} with authorities, as --ca-file says.");
        }

        if (context.Get(_tokenFile) is { } file)
        {
            options.Credentials = new TokenCredentialProvider(async (_, cancellationToken) => await SecretFile.ReadLineAsync(file, cancellationToken));
        }
        else if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } token)
        {
            options.Credentials = new TokenCredentialProvider((_, _) => ValueTask.FromResult<string?>(token.Trim()));
        }

        return await LiveConnection.ConnectAsync(context, server, options);
    }

    private static Uri SocketOf(Uri server)
        => new UriBuilder(new Uri(server, "connection/websocket")) { Scheme = server.Scheme == Uri.UriSchemeHttps ? Uri.UriSchemeWss : Uri.UriSchemeWs }.Uri;
}
