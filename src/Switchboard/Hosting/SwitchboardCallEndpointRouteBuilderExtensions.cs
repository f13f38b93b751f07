using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Switchboard.Calls;
using Switchboard.Hosting.Binding;
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
    /// <summary>Maps a method to a lambda or method, bound as in minimal APIs.</summary>
    /// <param name="endpoints">The application's endpoints.</param>
    /// <param name="method">The name; its part before a colon is its namespace. Names that begin with <c>sb.</c> are the hub's own.</param>
    /// <param name="handler">
    /// Carries out a call. Its parameters, in any order: the <see cref="CallContext"/>, a <see cref="CancellationToken"/>, services, with a key or
    /// without, and one more, which is the request: JSON that is not of its type is answered with error 107. It returns nothing, a value, or a
    /// <see cref="Task"/> or <see cref="ValueTask"/>, which is waited for. The options of HTTP JSON (<c>ConfigureHttpJsonOptions</c>) describe the types.
    /// </param>
    /// <exception cref="ArgumentException">The name is the hub's own.</exception>
    /// <exception cref="InvalidOperationException">The hub's services are missing, the method has been mapped already, or the handler cannot be bound.</exception>
    public static void MapCall(this IEndpointRouteBuilder endpoints, string method, Delegate handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        var handlers = HandlersOf(endpoints, method);
        var json = endpoints.ServiceProvider.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        handlers.Add(method, new CallBinder(method, endpoints.ServiceProvider, json).Bind(handler));
    }

    /// <summary>Maps a method whose types are described one by one: without reflection, for applications that are trimmed.</summary>
    /// <typeparam name="TRequest">What the method is called with. JSON that is not of this type is answered with error 107.</typeparam>
    /// <typeparam name="TResult">What it returns.</typeparam>
    /// <param name="endpoints">The application's endpoints.</param>
    /// <param name="method">The name; its part before a colon is its namespace. Names that begin with <c>sb.</c> are the hub's own.</param>
    /// <param name="handler">Carries out a call.</param>
    /// <param name="requestType">How a request is read, such as <c>AppJsonContext.Default.SumRequest</c>.</param>
    /// <param name="resultType">How a result is written.</param>
    /// <exception cref="ArgumentException">The name is the hub's own.</exception>
    /// <exception cref="InvalidOperationException">The hub's services are missing, or the method has been mapped already.</exception>
    public static void MapCall<TRequest, TResult>(
        this IEndpointRouteBuilder endpoints,
        string method,
        Func<TRequest, CallContext, Task<TResult>> handler,
        JsonTypeInfo<TRequest> requestType,
        JsonTypeInfo<TResult> resultType)
    {
        ArgumentNullException.ThrowIfNull(handler);
        ArgumentNullException.ThrowIfNull(requestType);
        ArgumentNullException.ThrowIfNull(resultType);
        HandlersOf(endpoints, method).Add(method, async (data, context) =>
        {
            var request = CallJson.Read(data, requestType) ?? throw new SwitchboardException(ErrorCodes.BadRequest);
            return CallJson.Write(await handler((TRequest)request, context), resultType);
        });
    }

    /// <summary>Maps a method that carries out jobs, and cannot be called: a lambda or method, bound as <see cref="MapCall(IEndpointRouteBuilder, string, Delegate)"/> binds it.</summary>
    /// <remarks>
    /// An attempt that throws, or takes longer than its deadline, has failed and is repeated as the job's options say: see <see cref="CallContext.JobId"/> and
    /// <see cref="CallContext.Attempt"/>. A <see cref="SwitchboardException"/> with error 103, 106 or 107 ends the job at once. Methods of <c>MapCall</c> carry out jobs, too.
    /// </remarks>
    /// <inheritdoc cref="MapCall(IEndpointRouteBuilder, string, Delegate)"/>
    public static void MapJob(this IEndpointRouteBuilder endpoints, string method, Delegate handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        var handlers = HandlersOf(endpoints, method);
        var json = endpoints.ServiceProvider.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        handlers.Add(method, new CallBinder(method, endpoints.ServiceProvider, json).Bind(handler), isForJobs: true);
    }

    private static CallHandlers HandlersOf(IEndpointRouteBuilder endpoints, string method)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentException.ThrowIfNullOrEmpty(method);
        if (!MethodNames.IsFree(method))
        {
            throw new ArgumentException($"Names that begin with '{MethodNames.OwnPrefix}' are the hub's own.", nameof(method));
        }

        return endpoints.ServiceProvider.GetService<CallHandlers>()
            ?? throw new InvalidOperationException("MapCall needs the hub's services: call builder.Services.AddSwitchboard(builder.Configuration) before building the application.");
    }
}
