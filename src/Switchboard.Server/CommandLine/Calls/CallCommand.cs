using System.CommandLine;
using System.Text.Json;
using Switchboard.Server.CommandLine.Api;
using Switchboard.Server.CommandLine.Output;
using Switchboard.Server.CommandLine.Publishing;

namespace Switchboard.Server.CommandLine.Calls;

/// <summary><c>switchboard call</c>: calls a method and prints what it returns.</summary>
internal sealed class CallCommand
{
    // What the server takes where no deadline is named; the wait for its answer goes on a little longer.
    private const double DefaultDeadlineSeconds = 30;

    private readonly Argument<string> _method = new("method") { Description = "The method." };
    private readonly DataArguments _data = new(isNeeded: false);
    private readonly Option<string?> _user = new("--user") { Description = "Calls a connection of this user.", HelpName = "USER" };
    private readonly Option<string?> _client = new("--client") { Description = "Calls this connection.", HelpName = "ID" };
    private readonly Option<double?> _deadline = new("--deadline") { Description = "Seconds in which to answer. Without it, the server's default.", HelpName = "SECONDS" };
    private readonly Option<bool> _idempotent = new("--idempotent") { Description = "The call may go to another worker when the one that has it vanishes." };
    private readonly Option<string?> _idempotencyKey = new("--idempotency-key") { Description = "Makes it safe to repeat the command: the same key is carried out once, and gives the first result.", HelpName = "KEY" };
    private readonly RemoteArguments _remote = new();

    /// <summary>Makes the command.</summary>
    public static Command Create() => new CallCommand().CreateCommand();

    private Command CreateCommand()
    {
        var command = new Command("call", "Calls a method that the server, a worker, a user or a connection serves, and prints what it returns.");
        command.Arguments.Add(_method);
        _data.AddTo(command);
        command.Options.Add(_user);
        command.Options.Add(_client);
        command.Options.Add(_deadline);
        command.Options.Add(_idempotent);
        command.Options.Add(_idempotencyKey);
        _remote.AddTo(command);
        _deadline.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double?>() is <= 0 or > 86_400)
            {
                result.AddError("--deadline takes more than 0 and at most 86400 seconds.");
            }
        });
        command.SetAction("what the method returned, on one line", RunAsync);
        return command;
    }

    private async Task<int> RunAsync(CommandContext context)
    {
        var data = await _data.ReadAsync(context, _remote);
        using var api = await _remote.ConnectAsync(context);
        var patience = TimeSpan.FromSeconds(context.Get(_deadline) ?? DefaultDeadlineSeconds);
        var result = await api.CallAsync("call", writer => WriteRequest(writer, context, data), patience, context.Cancellation);
        Report(context, result);
        return ExitCodes.Success;
    }

    private void WriteRequest(Utf8JsonWriter writer, CommandContext context, ReadOnlyMemory<byte>? data)
    {
        writer.WriteString("method", context.Get(_method));
        if (data is { } given)
        {
            writer.WritePropertyName("data");
            writer.WriteRawValue(given.Span, skipInputValidation: true);
        }

        if (context.Get(_user) is { } user)
        {
            writer.WriteString("user", user);
        }

        if (context.Get(_client) is { } client)
        {
            writer.WriteString("client", client);
        }

        if (context.Get(_deadline) is { } seconds)
        {
            writer.WriteNumber("deadline_ms", (long)(seconds * 1000));
        }

        if (context.Get(_idempotencyKey) is { } key)
        {
            writer.WriteString("idempotency_key", key);
        }

        if (context.Get(_idempotent))
        {
            writer.WriteBoolean("idempotent", true);
        }
    }

    private static void Report(CommandContext context, JsonElement result)
    {
        if (!result.TryGetProperty("data", out var data))
        {
            return;
        }

        if (context.Output.IsJson)
        {
            context.Output.WriteJson(data);
        }
        else
        {
            context.Output.WriteLine(data.ValueKind == JsonValueKind.String ? data.GetString()! : JsonText.Of(data));
        }
    }
}
