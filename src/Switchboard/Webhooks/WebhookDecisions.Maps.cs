using System.Text.Json;

namespace Switchboard.Webhooks;

/// <content>Map channels: who sets and removes entries, and the entries that the application has.</content>
internal sealed partial class WebhookDecisions
{
    /// <inheritdoc/>
    public async ValueTask OnMapPublishingAsync(MapPublishingContext context, CancellationToken cancellationToken)
    {
        if (Http.MapPublish is not { } address || !context.IsUndecided)
        {
            return;
        }

        var body = Write(context, writer =>
        {
            writer.WriteString("channel", context.Channel);
            writer.WriteString("key", context.Key);
            if (context.Options.Score != 0)
            {
                writer.WriteNumber("score", context.Options.Score);
            }

            WebhookBody.WriteData(writer, context.Data);
        });
        await AskAsync("map_publish", address, body, Headers(context), context, result => Take(result, context), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask OnMapRemovingAsync(MapRemovingContext context, CancellationToken cancellationToken)
    {
        if (Http.MapRemove is not { } address || !context.IsUndecided)
        {
            return;
        }

        var body = Write(context, writer =>
        {
            writer.WriteString("channel", context.Channel);
            writer.WriteString("key", context.Key);
        });
        await AskAsync("map_remove", address, body, Headers(context), context, result => Take(result, context), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask OnMapReadingAsync(MapReadingContext context, CancellationToken cancellationToken)
    {
        if (Http.MapRead is not { } address)
        {
            return;
        }

        var body = Write(context, writer =>
        {
            writer.WriteString("channel", context.Channel);
            if (context.Cursor.Length > 0)
            {
                writer.WriteString("cursor", context.Cursor);
            }

            writer.WriteNumber("limit", context.Limit);
            if (context.Ascending)
            {
                writer.WriteBoolean("asc", true);
            }
        });
        await AskAsync("map_read", address, body, Headers(context), context, result => Take(result, context), cancellationToken);
    }

    // What the answer leaves out is as the client has it, and conditions are its own where the answer sets none.
    private static void Take(JsonElement result, MapPublishingContext context)
    {
        var data = WebhookAnswer.Payload(result, "data");
        var options = context.Options;
        context.Key = WebhookAnswer.Text(result, "key") is { Length: > 0 } key ? key : context.Key;
        context.Data = data.IsEmpty ? context.Data : data;
        context.Options = options with
        {
            Tags = WebhookAnswer.Texts(result, "tags"),
            Score = WebhookAnswer.Has(result, "score") ? WebhookAnswer.Signed(result, "score") : options.Score,
            KeyMode = WebhookAnswer.KeyMode(result, "key_mode") is not MapKeyMode.Any and var mode ? mode : options.KeyMode,
            IdempotencyKey = WebhookAnswer.Text(result, "idempotency_key") is { Length: > 0 } once ? once : options.IdempotencyKey,
            Version = WebhookAnswer.Has(result, "version") ? WebhookAnswer.Version(result, "version") : options.Version,
            VersionEpoch = WebhookAnswer.Has(result, "version") ? WebhookAnswer.Text(result, "version_epoch") : options.VersionEpoch,
        };
        context.Allow();
    }

    private static void Take(JsonElement result, MapRemovingContext context)
    {
        context.Key = WebhookAnswer.Text(result, "key") is { Length: > 0 } key ? key : context.Key;
        context.Options = context.Options with
        {
            Tags = WebhookAnswer.Texts(result, "tags"),
            IdempotencyKey = WebhookAnswer.Text(result, "idempotency_key") is { Length: > 0 } once ? once : context.Options.IdempotencyKey,
        };
        context.Allow();
    }

    private static void Take(JsonElement result, MapReadingContext context)
    {
        context.Position = new Position(WebhookAnswer.Version(result, "offset"), WebhookAnswer.Text(result, "epoch"));
        context.NextCursor = WebhookAnswer.Text(result, "cursor");
        context.Entries =
        [
            .. WebhookAnswer.Objects(result, "entries").Select(entry => new Publication
            {
                Key = WebhookAnswer.Text(entry, "key"),
                Data = WebhookAnswer.Payload(entry, "data"),
                Tags = WebhookAnswer.Texts(entry, "tags"),
                Score = WebhookAnswer.Signed(entry, "score"),
                Offset = WebhookAnswer.Version(entry, "offset"),
                Epoch = context.Position.Value.Epoch,
            }),
        ];
    }
}
