using System.CommandLine;
using System.Text.Json;
using Switchboard.Server.CommandLine.Api;
using Switchboard.Server.CommandLine.Output;

namespace Switchboard.Server.CommandLine.Devices;

/// <summary><c>switchboard device</c>: machines that connect with a key of their own.</summary>
internal static class DeviceCommands
{
    private static readonly Column[] _columns = ["id", "name", "algorithm", Column.Time("made", "created_at"), Column.Time("seen", "seen_at"), "address", Column.Flag("disabled")];

    /// <summary>Makes the command.</summary>
    public static Command Create() => new("device", "Enrols machines that connect with a key of their own, and looks after them.")
    {
        CreateList(),
        new ApiCommand("get", "Tells of a device.", "the device as docs/http-api.md describes it", [Id()]) { MethodOf = static _ => "device_get", Print = Answer.About(_columns) },
        new ApiCommand(
            "code",
            "Makes a code with which a device enrols itself, once. It is shown once.",
            "code and expires_at",
            [Field.Text("--id", "ID", "The only id that the code is for."), Field.Text("--name", "NAME", "What people are to call the device."), Field.Of(CreateExpiry(), static (writer, seconds) => writer.WriteNumber("expires_seconds", seconds))])
        {
            MethodOf = static _ => "device_code",
            Print = static (context, result) => Answer.Secret(context, result, result.Text("code"), $"The code is good once, until {Times.OfMilliseconds(result.Number("expires_at"))}."),
        },
        new ApiCommand("create", "Registers a device with its public key.", "id and algorithm", [Id(), Field.Of(CreateKey(), WriteKey), Field.Text("--name", "NAME", "What people call it.")])
        {
            MethodOf = static _ => "device_create",
            Print = static (context, result) => Answer.Sentence(context, result, $"Registered {result.Text("id")} ({result.Text("algorithm")})."),
        },
        new ApiCommand("disable", "Closes a device's connections, and does not let it connect again.", "nothing", [Id()])
        {
            MethodOf = static _ => "device_disable",
            Print = Answer.Say("Disabled: its connections are closed, and it cannot connect."),
        },
        new ApiCommand("enable", "Lets a disabled device connect again.", "nothing", [Id()])
        {
            MethodOf = static _ => "device_disable",
            WriteAlways = static writer => writer.WriteBoolean("disabled", false),
            Print = Answer.Say("Enabled: it can connect again."),
        },
        new ApiCommand("delete", "Forgets a device, and closes its connections.", "nothing", [Id()]) { MethodOf = static _ => "device_delete", Print = Answer.Say("Deleted.") },
        DeviceEnrolCommand.Create(),
        DeviceTokenCommand.Create(),
    };

    private static Field Id() => Field.Argument("id", "The device's id.");

    private static PagedCommand CreateList() => new(
        "list",
        "Lists the devices.",
        lines: "the devices as docs/http-api.md describes them",
        [],
        new PageLimit(100, "The most devices to list; 0 lists all.", "There are more devices; --limit 0 lists all.") { MaxPage = 1000 })
    {
        MethodOf = static _ => "device_list",
        Entries = static page => page.Items("devices"),
        Columns = _columns,
    };

    private static Option<int> CreateExpiry()
    {
        var expiry = new Option<int>("--expires-seconds") { Description = "For how many seconds it is good.", HelpName = "N" };
        expiry.Require(static seconds => seconds >= 1, "--expires-seconds takes 1 or more.");
        return expiry;
    }

    private static Option<string> CreateKey() => new("--public-key") { Description = "The PEM file of its public key.", HelpName = "FILE", Required = true };

    private static void WriteKey(Utf8JsonWriter writer, string file)
    {
        try
        {
            writer.WriteString("public_key", File.ReadAllText(file));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCodes.Failure, $"{file} cannot be read: {exception.Message}");
        }
    }
}
