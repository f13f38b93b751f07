using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Switchboard.Hosting.Binding;

/// <summary>Finds out how to wait for what a handler returns, and how to write what comes of it.</summary>
internal sealed class CallResultBinder(JsonSerializerOptions json, BindingFailure fail)
{
    private const BindingFlags Own = BindingFlags.Static | BindingFlags.NonPublic;

    /// <summary>Makes what turns a returned object into JSON; empty where the handler returns nothing.</summary>
    public Func<object?, ValueTask<ReadOnlyMemory<byte>>> Bind(Type returned)
    {
        if (returned == typeof(void))
        {
            return static _ => default;
        }

        if (returned == typeof(ValueTask))
        {
            return static running => WaitAsync(((ValueTask)running!).AsTask());
        }

        if (ResultOf(returned, typeof(ValueTask<>)) is { } ofValueTask)
        {
            return After(Waiting(nameof(WaitForValueTask), ofValueTask), WriterOf(ofValueTask));
        }

        if (ResultOf(returned, typeof(Task<>)) is { } ofTask)
        {
            return After(Waiting(nameof(WaitForTask), ofTask), WriterOf(ofTask));
        }

        if (typeof(Task).IsAssignableFrom(returned))
        {
            return static running => WaitAsync((Task)running!);
        }

        var write = WriterOf(returned);
        return value => ValueTask.FromResult(write(value));
    }

    private Func<object?, ReadOnlyMemory<byte>> WriterOf(Type type)
    {
        if (WhyNot(type) is { } reason)
        {
            throw fail($"it returns {type.Name}, {reason}", "Return a value, or a Task or ValueTask of one");
        }

        var description = CallJson.Describe(json, type)
            ?? throw fail($"it returns {type.Name}, which the options of HTTP JSON do not describe", "Add the type to the JsonSerializerContext");
        return type == typeof(object) ? value => CallJson.Write(Checked(value), description) : value => CallJson.Write(value, description);
    }

    // What is declared as an object can be anything.
    private object? Checked(object? value)
        => value is not null && WhyNot(value.GetType()) is { } reason
            ? throw fail($"it returned {value.GetType().Name}, {reason}", "Return a value, and declare a Task as what it is")
            : value;

    private static string? WhyNot(Type type)
    {
        if (type.GetMethod(nameof(Task.GetAwaiter), Type.EmptyTypes) is not null)
        {
            return "which would have to be awaited";
        }

        if (typeof(IResult).IsAssignableFrom(type))
        {
            return "which answers HTTP requests";
        }

        return type.GetInterfaces().Append(type).Any(static one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>))
            ? "a stream of values, and a call has one answer"
            : null;
    }

    private static Type? ResultOf(Type type, Type task)
    {
        for (var one = type; one is not null; one = one.BaseType)
        {
            if (one.IsGenericType && one.GetGenericTypeDefinition() == task)
            {
                return one.GenericTypeArguments[0];
            }
        }

        return null;
    }

    private static Func<object?, ValueTask<object?>> Waiting(string name, Type result)
        => typeof(CallResultBinder).GetMethod(name, Own)!.MakeGenericMethod(result).CreateDelegate<Func<object?, ValueTask<object?>>>();

    private static Func<object?, ValueTask<ReadOnlyMemory<byte>>> After(Func<object?, ValueTask<object?>> wait, Func<object?, ReadOnlyMemory<byte>> write)
        => async running => write(await wait(running));

    private static async ValueTask<ReadOnlyMemory<byte>> WaitAsync(Task running)
    {
        await running;
        return default;
    }

    private static async ValueTask<object?> WaitForTask<T>(object? running) => await (Task<T>)running!;

    private static async ValueTask<object?> WaitForValueTask<T>(object? running) => await (ValueTask<T>)running!;
}
