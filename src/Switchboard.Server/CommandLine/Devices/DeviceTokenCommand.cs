using System.CommandLine;
using Switchboard.Client;
using Switchboard.Server.CommandLine.Api;

namespace Switchboard.Server.CommandLine.Devices;

/// <summary><c>switchboard device token</c>: answers a challenge, for programs that cannot.</summary>
internal sealed class DeviceTokenCommand
{
    private readonly Argument<string> _id = new("id") { Description = "The device's id." };
    private readonly Option<string> _privateKey = DeviceKeyFile.CreateOption("The PEM file of the device's private key.");
    private readonly RemoteArguments _remote = new();

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var token = new DeviceTokenCommand();
        var command = new Command("token", "Prints a token with which the device connects once, within seconds.") { token._id, token._privateKey };
        token._remote.AddServerTo(command);
        command.SetAction("token and device", token.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(CommandContext context)
    {
        var server = await _remote.ResolveServerAsync(context);
        var id = context.Get(_id)!;
        try
        {
            using var provider = DeviceCredentialProvider.FromPemFile(id, context.Get(_privateKey)!);
            var token = await provider.CreateTokenAsync(new Uri(server, "connection/websocket"), context.Cancellation);
            context.Output.WriteResult(token, writer =>
            {
                writer.WriteString("token", token);
                writer.WriteString("device", id);
            });
            return ExitCodes.Success;
        }
        catch (HttpRequestException exception) when (exception.StatusCode is not null)
        {
            throw new CommandException(ExitCodes.Refused, exception.Message);
        }
        catch (HttpRequestException exception)
        {
            throw RemoteError.OfConnection(server, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CommandException(ExitCodes.Failure, exception.Message);
        }
    }
}
