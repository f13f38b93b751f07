using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Switchboard.Calls;

namespace Switchboard.Hosting.Binding;

/// <summary>Binds calls of a method to a handler, as minimal APIs bind requests. What cannot be bound is an error when the method is mapped.</summary>
/// <param name="method">The method.</param>
/// <param name="services">The application's services: a parameter whose type is one of them is taken from the services of the call.</param>
/// <param name="json">How the request is read, and the result written.</param>
internal sealed class CallBinder(string method, IServiceProvider services, JsonSerializerOptions json)
{
    /// <summary>Makes what carries out a call.</summary>
    /// <exception cref="InvalidOperationException">The handler has a parameter, or returns something, that no call can give or take.</exception>
    public CallDelegate Bind(Delegate handler)
    {
        if (!handler.HasSingleTarget)
        {
            throw Fail("it is several handlers in one", "Map one of them");
        }

        if (handler.Method.ReturnType == typeof(void) && handler.Method.IsDefined(typeof(AsyncStateMachineAttribute)))
        {
            throw Fail("it is async and returns nothing, so that nobody can wait for it", "Let it return a Task");
        }

        // The delegate's own method leaves out what it is closed over; the handler's has the attributes.
        var invoke = handler.GetType().GetMethod(nameof(Action.Invoke))!;
        var parameters = BindParameters(Described(invoke.GetParameters(), handler.Method.GetParameters()));
        var result = new CallResultBinder(json, Fail).Bind(handler.Method.ReturnType);
        var invoker = MethodInvoker.Create(invoke);
        return (data, context) =>
        {
            var arguments = new object?[parameters.Length];
            for (var i = 0; i < arguments.Length; i++)
            {
                arguments[i] = parameters[i](data, context);
            }

            return result(invoker.Invoke(handler, arguments.AsSpan()));
        };
    }

    private static ParameterInfo[] Described(ParameterInfo[] taken, ParameterInfo[] described)
        => described.Length < taken.Length ? taken : described[^taken.Length..];

    private ArgumentSource[] BindParameters(ParameterInfo[] parameters)
    {
        var binder = new CallParameterBinder(services, json, Fail);
        var sources = new ArgumentSource[parameters.Length];
        ParameterInfo? request = null;
        for (var i = 0; i < sources.Length; i++)
        {
            sources[i] = binder.Bind(parameters[i], out var isRequest);
            if (isRequest && request is not null)
            {
                throw Fail(
                    $"its parameters '{CallParameterBinder.Describe(request)}' and '{CallParameterBinder.Describe(parameters[i])}' are both no services, and a call has one request",
                    "Register the one that is a service, or make one type of both");
            }

            request = isRequest ? parameters[i] : request;
        }

        return sources;
    }

    private InvalidOperationException Fail(string problem, string remedy) => new($"The handler of the call '{method}' cannot be bound: {problem}. {remedy}.");
}

/// <summary>Gives a handler one of its arguments.</summary>
internal delegate object? ArgumentSource(ReadOnlyMemory<byte> data, CallContext context);

/// <summary>Makes the error that names a call.</summary>
internal delegate InvalidOperationException BindingFailure(string problem, string remedy);
