using System.CommandLine;
using Switchboard.Server.CommandLine.Profiles;

namespace Switchboard.Server.CommandLine.Api;

/// <summary>The options that say which server a command talks to.</summary>
internal sealed class RemoteArguments
{
    private const string ServerVariable = "SWITCHBOARD_SERVER";
    private const int DefaultTimeoutSeconds = 30;

    private readonly KeyArguments _key = new();
    private readonly Option<string?> _profile = ProfileArguments.CreateOption();

    private readonly Option<string?> _server = new("--server")
    {
        Description = $"The server's address. Without it: {ServerVariable}, then the profile in use, then {ServerAddress.Default}",
        HelpName = "URL",
    };

    private readonly Option<int> _timeout = new("--timeout")
    {
        Description = "Seconds to wait for an answer.",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => DefaultTimeoutSeconds,
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_server);
        command.Options.Add(_profile);
        _key.AddTo(command);
        command.Options.Add(_timeout);
        _timeout.Require(static seconds => seconds is >= 1 and <= 86_400, "--timeout takes 1 to 86400 seconds.");
    }

    /// <summary>Adds to a command the options that name the server, without those of the key.</summary>
    public void AddServerTo(Command command)
    {
        command.Options.Add(_server);
        command.Options.Add(_profile);
    }

    /// <summary>Whether the key is read from the standard input, so that nothing else can be.</summary>
    public bool ReadsInput(CommandContext context) => _key.ReadsInput(context);

    /// <summary>The way to the server that the command line, the environment and the profiles name.</summary>
    public async Task<ApiClient> ConnectAsync(CommandContext context)
        => new(await ResolveAsync(context), TimeSpan.FromSeconds(context.Get(_timeout)));

    /// <summary>The server that the command line, the environment and the profiles name, in this order.</summary>
    /// <remarks>A profile's key goes to that profile's server alone, and a named profile leaves the environment aside.</remarks>
    public async Task<RemoteServer> ResolveAsync(CommandContext context)
    {
        var named = context.Get(_profile);
        var key = await _key.ReadAsync(context) ?? (named is null ? FromEnvironment(KeyArguments.Variable) : null);
        var address = context.Get(_server) ?? (named is null ? FromEnvironment(ServerVariable) : null);
        var profile = FindProfile(context, named, isNeeded: address is null || key is null);
        var server = address is not null ? ServerAddress.Parse(address) : profile is null ? ServerAddress.Default : ServerAddress.Parse(profile.Server);
        if (key is null && profile?.Key is not null && server == ServerAddress.Parse(profile.Server))
        {
            key = profile.Key;
        }

        return new RemoteServer(server, key);
    }

    /// <summary>The address of the server alone.</summary>
    public async Task<Uri> ResolveServerAsync(CommandContext context) => (await ResolveAsync(context)).Address;

    private static Profile? FindProfile(CommandContext context, string? named, bool isNeeded)
    {
        if (!isNeeded && named is null)
        {
            return null;
        }

        var list = ProfileFile.Read();
        var name = named ?? list.Current;
        if (list.Profiles.Values.Any(profile => profile.Key is not null) && ProfileFile.IsOpenToOthers)
        {
            context.Warn($"Others can read the keys in {ProfileFile.Location}: run chmod 600 on it.");
        }

        return name is null ? null : ProfileArguments.Find(list, name);
    }

    private static string? FromEnvironment(string variable)
        => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;
}
