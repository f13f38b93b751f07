using System.Text.Json;
using Switchboard.Configuration;
using Switchboard.Hooks;

namespace Switchboard.Webhooks;

/// <summary>Asks the application's back end over HTTP, in the forms of Centrifugo's proxy, about what is left to hooks.</summary>
internal sealed class WebhookDecisions(WebhookClient client, SettingsHolder settings) : IDecidingHooks, IConfiguredHooks
{
    /// <inheritdoc/>
    public HookKinds Kinds
    {
        get
        {
            var http = settings.Current.Hooks.Http;
            return (http.Connect is null ? HookKinds.None : HookKinds.Connecting)
                | (http.Subscribe is null ? HookKinds.None : HookKinds.Subscribing)
                | (http.Publish is null ? HookKinds.None : HookKinds.Publishing)
                | (http.Rpc is null ? HookKinds.None : HookKinds.Calling)
                | (http.Refresh is null && http.SubRefresh is null ? HookKinds.None : HookKinds.Refreshing);
        }
    }

    /// <inheritdoc/>
    public async ValueTask OnConnectingAsync(ConnectingContext context, CancellationToken cancellationToken)
    {
        // Who has said who it is, by token or login, is not asked again.
        if (Http.Connect is not { } address || context.HasToken || context.Principal.Kind != PrincipalKind.Anonymous)
        {
            return;
        }

        var body = WebhookBody.Write(context.Connection, includeMeta: false, writer =>
        {
            WebhookHeaders.WriteClient(writer, context.Connection.ClientName);
            WebhookBody.WriteData(writer, context.Data);
            if (context.RequestedChannels.Count > 0)
            {
                writer.WriteStartArray("channels");
                foreach (var channel in context.RequestedChannels)
                {
                    writer.WriteStringValue(channel);
                }

                writer.WriteEndArray();
            }
        });
        if (await AskAsync("connect", address, body, WebhookHeaders.Of(context, Http), context, cancellationToken) is { } result)
        {
            Take(result, context);
        }
    }

    /// <inheritdoc/>
    public async ValueTask OnSubscribingAsync(SubscribingContext context, CancellationToken cancellationToken)
    {
        if (Http.Subscribe is not { } address || !context.IsUndecided)
        {
            return;
        }

        var body = Write(context, "channel", context.Channel, context.Data);
        if (await AskAsync("subscribe", address, body, Headers(context), context, cancellationToken) is { } result)
        {
            context.Options = WebhookAnswer.Subscription(result) with { RecoverSince = context.Options.RecoverSince };
            context.Allow();
        }
    }

    /// <inheritdoc/>
    public async ValueTask OnPublishingAsync(PublishingContext context, CancellationToken cancellationToken)
    {
        if (Http.Publish is not { } address || !context.IsUndecided)
        {
            return;
        }

        var body = Write(context, "channel", context.Channel, context.Data);
        if (await AskAsync("publish", address, body, Headers(context), context, cancellationToken) is { } result)
        {
            Take(result, context);
        }
    }

    /// <inheritdoc/>
    public async ValueTask OnCallingAsync(CallingContext context, CancellationToken cancellationToken)
    {
        if (Http.Rpc is not { } address || !context.IsUndecided)
        {
            return;
        }

        var body = Write(context, "method", context.Method, context.Data);
        if (await AskAsync("rpc", address, body, Headers(context), context, cancellationToken) is { } result)
        {
            context.Answer(WebhookAnswer.Payload(result, "data"));
        }
    }

    /// <inheritdoc/>
    public async ValueTask OnRefreshingAsync(RefreshingContext context, CancellationToken cancellationToken)
    {
        if ((context.Channel is null ? Http.Refresh : Http.SubRefresh) is not { } address)
        {
            return;
        }

        var body = Write(context, writer =>
        {
            if (context.Channel is not null)
            {
                writer.WriteString("channel", context.Channel);
            }
        });
        var operation = context.Channel is null ? "refresh" : "sub_refresh";
        if (await AskAsync(operation, address, body, Headers(context), context, cancellationToken) is { } result && !WebhookAnswer.Flag(result, "expired"))
        {
            context.ExpiresAt = WebhookAnswer.Time(result, "expire_at");
            context.Info = WebhookAnswer.Payload(result, "info");
        }
    }

    private HttpHookSettings Http => settings.Current.Hooks.Http;

    private List<KeyValuePair<string, string>> Headers(DecidingContext context) => WebhookHeaders.Of(context, Http);

    private ReadOnlyMemory<byte> Write(DecidingContext context, string subject, string name, ReadOnlyMemory<byte> data) => Write(context, writer =>
    {
        writer.WriteString(subject, name);
        WebhookBody.WriteData(writer, data);
    });

    private ReadOnlyMemory<byte> Write(DecidingContext context, Action<Utf8JsonWriter> more) => WebhookBody.Write(context.Connection, Http.IncludeMeta, writer =>
    {
        writer.WriteString("user", context.Connection.User);
        more(writer);
    });

    private async ValueTask<JsonElement?> AskAsync(
        string operation, Uri address, ReadOnlyMemory<byte> body, IReadOnlyList<KeyValuePair<string, string>> headers, DecidingContext context,
        CancellationToken cancellationToken)
        => WebhookAnswer.Read(await client.PostAsync(operation, address, body, headers, cancellationToken), context);

    private static void Take(JsonElement result, ConnectingContext context)
    {
        var user = WebhookAnswer.Text(result, "user");
        context.Principal = context.Principal with
        {
            Kind = user.Length == 0 ? PrincipalKind.Anonymous : PrincipalKind.User,
            UserId = user,
            Info = WebhookAnswer.Payload(result, "info"),
            Meta = WebhookAnswer.Json(result, "meta"),
        };
        context.ExpiresAt = WebhookAnswer.Time(result, "expire_at");
        context.ReplyData = WebhookAnswer.Payload(result, "data");
        foreach (var channel in WebhookAnswer.List(result, "channels"))
        {
            context.Subscribe(channel);
        }

        foreach (var entry in WebhookAnswer.ObjectIn(result, "subs")?.EnumerateObject() ?? default)
        {
            context.Subscribe(entry.Name, WebhookAnswer.Subscription(entry.Value));
        }

        context.Allow();
    }

    private static void Take(JsonElement result, PublishingContext context)
    {
        var data = WebhookAnswer.Payload(result, "data");
        context.Data = data.IsEmpty ? context.Data : data;
        context.Options = context.Options with
        {
            Tags = WebhookAnswer.Texts(result, "tags"),
            SkipHistory = WebhookAnswer.Flag(result, "skip_history"),
            IdempotencyKey = WebhookAnswer.Text(result, "idempotency_key") is { Length: > 0 } key ? key : context.Options.IdempotencyKey,
            Version = WebhookAnswer.Version(result, "version"),
            VersionEpoch = WebhookAnswer.Text(result, "version_epoch"),
        };
        context.Allow();
    }
}
