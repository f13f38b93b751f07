using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Switchboard.Configuration;
using Switchboard.Hooks;
using Switchboard.Timing;

namespace Switchboard.Webhooks;

/// <summary>Asks the application's back end over HTTP, in the forms of Centrifugo's proxy, about what is left to hooks.</summary>
internal sealed partial class WebhookDecisions(WebhookClient client, SettingsHolder settings, Clock clock, ILogger<WebhookDecisions> logger) : IDecidingHooks, IConfiguredHooks
{
    // The odd answers to a kind of request.
    private readonly ConcurrentDictionary<string, Tally> _odd = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public HookKinds Kinds
    {
        get
        {
            var http = settings.Current.Hooks.Http;
            return (http.Connect is null ? HookKinds.None : HookKinds.Connecting)
                | (http.Subscribe is null ? HookKinds.None : HookKinds.Subscribing)
                | (http.Publish is null ? HookKinds.None : HookKinds.Publishing)
                | (http.MapPublish is null ? HookKinds.None : HookKinds.MapPublishing)
                | (http.MapRemove is null ? HookKinds.None : HookKinds.MapRemoving)
                | (http.MapRead is null ? HookKinds.None : HookKinds.MapReading)
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
        await AskAsync("connect", address, body, WebhookHeaders.Of(context, Http), context, result => Take(result, context), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask OnSubscribingAsync(SubscribingContext context, CancellationToken cancellationToken)
    {
        if (Http.Subscribe is not { } address || !context.IsUndecided)
        {
            return;
        }

        var body = Write(context, "channel", context.Channel, context.Data);
        await AskAsync("subscribe", address, body, Headers(context), context, result =>
        {
            context.Options = WebhookAnswer.Subscription(result) with { RecoverSince = context.Options.RecoverSince };
            context.Allow();
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask OnPublishingAsync(PublishingContext context, CancellationToken cancellationToken)
    {
        if (Http.Publish is not { } address || !context.IsUndecided)
        {
            return;
        }

        var body = Write(context, "channel", context.Channel, context.Data);
        await AskAsync("publish", address, body, Headers(context), context, result => Take(result, context), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask OnCallingAsync(CallingContext context, CancellationToken cancellationToken)
    {
        if (Http.Rpc is not { } address || !context.IsUndecided)
        {
            return;
        }

        var body = Write(context, "method", context.Method, context.Data);
        await AskAsync("rpc", address, body, Headers(context), context, result => context.Answer(WebhookAnswer.Payload(result, "data")), cancellationToken);
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
        await AskAsync(operation, address, body, Headers(context), context, result =>
        {
            if (!WebhookAnswer.Flag(result, "expired"))
            {
                context.ExpiresAt = WebhookAnswer.Time(result, "expire_at");
                context.Info = WebhookAnswer.Payload(result, "info");
            }
        }, cancellationToken);
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

    private async ValueTask AskAsync(
        string operation, Uri address, ReadOnlyMemory<byte> body, IReadOnlyList<KeyValuePair<string, string>> headers, DecidingContext context,
        Action<JsonElement> take, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await client.PostAsync(operation, address, body, headers, cancellationToken);
            var result = WebhookAnswer.Read(answer, context, out var odd);
            if (odd is not null)
            {
                Tell(operation, address, odd);
            }

            if (result is { } yes)
            {
                take(yes);
            }
        }
        catch (Exception exception) when (WebhookFailure.IsExpected(exception))
        {
            throw WebhookFailure.Of(address, exception);
        }
    }

    private void Tell(string operation, Uri address, string odd)
    {
        if (_odd.GetOrAdd(operation, static (_, clock) => new Tally(clock), clock).TryTake(1, out _))
        {
            HookLog.OddAnswer(logger, SafeText.OfAddress(address), operation, odd);
        }
    }

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
