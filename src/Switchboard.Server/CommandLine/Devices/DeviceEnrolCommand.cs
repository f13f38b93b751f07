using System.CommandLine;
using System.Net.Http.Headers;
using System.Text.Json;
using Switchboard.Server.CommandLine.Api;
using Switchboard.Server.CommandLine.Output;

namespace Switchboard.Server.CommandLine.Devices;

/// <summary><c>switchboard device enrol</c>: what runs on the device.</summary>
internal sealed class DeviceEnrolCommand
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(30);

    private readonly Argument<string> _id = new("id") { Description = "The id that the device is to have." };
    private readonly Option<string> _code = new("--code") { Description = "The enrolment code, or - to read it from the standard input.", HelpName = "CODE", Required = true };
    private readonly Option<string> _privateKey = DeviceKeyFile.CreateOption("The PEM file of the device's private key. Where there is none, it is made, readable by its owner alone.");
    private readonly RemoteArguments _remote = new();

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var enrol = new DeviceEnrolCommand();
        var command = new Command("enrol", "Registers the machine that it runs on, by a code. The private key stays there.") { enrol._id, enrol._code, enrol._privateKey };
        enrol._remote.AddServerTo(command);
        command.SetAction("id, algorithm and privateKey, the file", enrol.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(CommandContext context)
    {
        var server = await _remote.ResolveServerAsync(context);
        var code = context.Get(_code)!;
        code = code == "-" ? await SecretFile.ReadLineAsync(code, context.Cancellation) : code;
        var file = context.Get(_privateKey)!;
        var publicKey = DeviceKeyFile.ReadOrCreate(file, out var isNew);
        var isEnrolled = false;
        try
        {
            var answer = await PostAsync(server, code, context.Get(_id)!, publicKey, context.Cancellation);
            isEnrolled = true;
            context.Output.WriteResult($"Enrolled {answer.Text("id")}; its key is in {file}.", writer =>
            {
                writer.WriteString("id", answer.Text("id"));
                writer.WriteString("algorithm", answer.Text("algorithm"));
                writer.WriteString("privateKey", file);
            });
            return ExitCodes.Success;
        }
        finally
        {
            if (isNew && !isEnrolled)
            {
                // A key that nobody knows is of no use.
                File.Delete(file);
            }
        }
    }

    private static async Task<JsonElement> PostAsync(Uri server, string code, string id, string publicKey, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = _timeout };
        using var body = new ReadOnlyMemoryContent(JsonText.ObjectBytes(writer =>
        {
            writer.WriteString("code", code);
            writer.WriteString("id", id);
            writer.WriteString("public_key", publicKey);
        }))
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
        };
        try
        {
            using var response = await http.PostAsync(new Uri(server, "connection/enrol"), body, cancellationToken);
            var answer = JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            return response.IsSuccessStatusCode ? answer : throw RemoteError.OfAnswer(answer);
        }
        catch (HttpRequestException exception)
        {
            throw RemoteError.OfConnection(server, exception);
        }
        catch (JsonException)
        {
            throw RemoteError.OfForeignServer(server);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CommandException(ExitCodes.Unreachable, $"{server} did not answer within {_timeout.TotalSeconds:0} seconds; try again.");
        }
    }
}
