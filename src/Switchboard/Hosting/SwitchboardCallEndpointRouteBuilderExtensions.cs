using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Switchboard.Calls;
using Switchboard.Json;
using Switchboard.Names;

namespace Switchboard.Hosting;

/// <summary>Maps methods that the application itself serves to clients of the hub.</summary>
/// <remarks>
/// Who may call a method is said by <c>allowCall</c> in the namespace of its name. A handler runs on the thread pool, several at once; a
/// <see cref="SwitchboardException"/> that it throws is the answer to the caller, every other exception an internal error with an id that the log
/// has. Map methods before the application starts.
/// </remarks>
public static class SwitchboardCallEndpointRouteBuilderExtensions
{
    /// <summary>Maps a method whose types the options of HTTP JSON describe (<c>ConfigureHttpJsonOptions</c>).</summary>
    /// <typeparam name="TRequest">What the method is called with. JSON that is not of this type is answered with error 107.</typeparam>
    /// <typeparam name="TResult">What it returns.</typeparam>
    /// <param name="endpoints">The application's endpoints.</param>
    /// <param name="method">The name; its part before a colon is its namespace. Names that begin with <c>sb.</c> are the hub's own.</param>
    /// <param name="handler">Carries out a call.</param>
    /// <exception cref="InvalidOperationException">The hub's services are missing, or the method has been mapped already.</exception>
    /// <exception cref="NotSupportedException">The options of HTTP JSON do not describe one of the types.</exception>
    public static void MapCall<TRequest, TResult>(
        this IEndpointRouteBuilder endpoints, string method, Func<TRequest, CallContext, Task<TResult>> handler)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var options = endpoints.ServiceProvider.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        MapCall(
            endpoints,
            method,
            handler,
            (JsonTypeInfo<TRequest>)options.GetTypeInfo(typeof(TRequest)),
            (JsonTypeInfo<TResult>)options.GetTypeInfo(typeof(TResult)));
    }

    /// <inheritdoc cref="MapCall{TRequest, TResult}(IEndpointRouteBuilder, string, Func{TRequest, CallContext, Task{TResult}})"/>
    public static void MapCall<TRequest, TResult>(
        this IEndpointRouteBuilder endpoints, string method, Func<TRequest, CallContext, TResult> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        MapCall<TRequest, TResult>(endpoints, method, (request, context) => Task.FromResult(handler(request, context)));
    }

    /// <summary>Maps a method.</summary>
    /// <typeparam name="TRequest">What the method is called with. JSON that is not of this type is answered with error 107.</typeparam>
    /// <typeparam name="TResult">What it returns.</typeparam>
    /// <param name="endpoints">The application's endpoints.</param>
    /// <param name="method">The name; its part before a colon is its namespace. Names that begin with <c>sb.</c> are the hub's own.</param>
    /// <param name="handler">Carries out a call.</param>
    /// <param name="requestType">How a request is read, such as <c>AppJsonContext.Default.SumRequest</c>.</param>
    /// <param name="resultType">How a result is written.</param>
    /// <exception cref="InvalidOperationException">The hub's services are missing, or the method has been mapped already.</exception>
    public static void MapCall<TRequest, TResult>(
        this IEndpointRouteBuilder endpoints,
        string method,
        Func<TRequest, CallContext, Task<TResult>> handler,
        JsonTypeInfo<TRequest> requestType,
        JsonTypeInfo<TResult> resultType)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentException.ThrowIfNullOrEmpty(method);
        ArgumentNullException.ThrowIfNull(handler);
        ArgumentNullException.ThrowIfNull(requestType);
        ArgumentNullException.ThrowIfNull(resultType);
        if (!MethodNames.IsFree(method))
        {
            throw new ArgumentException($"Names that begin with '{MethodNames.OwnPrefix}' are the hub's own.", nameof(method));
        }

        var mapped = endpoints.ServiceProvider.GetService<CallHandlers>()
            ?? throw new InvalidOperationException("MapCall needs the hub's services: call builder.Services.AddSwitchboard(builder.Configuration) before building the application.");
        mapped.Add(method, async (data, context) =>
        {
            var result = await handler(Read(data, requestType), context);
            return JsonBytes.OnOneLine(JsonSerializer.SerializeToUtf8Bytes(result, resultType));
        });
    }

    private static T Read<T>(ReadOnlyMemory<byte> data, JsonTypeInfo<T> type)
    {
        try
        {
            var value = JsonSerializer.Deserialize(data.IsEmpty ? "null"u8 : data.Span, type);
            return value is null ? throw new SwitchboardException(ErrorCodes.BadRequest) : value;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Of another type, or escapes that no text can hold.
            throw new SwitchboardException(ErrorCodes.BadRequest, exception);
        }
    }
}
