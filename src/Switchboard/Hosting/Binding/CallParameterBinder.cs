using System.IO.Pipelines;
using System.Reflection;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;

namespace Switchboard.Hosting.Binding;

/// <summary>Finds out where the arguments of a handler come from: the call, the services, or the request.</summary>
internal sealed class CallParameterBinder(IServiceProvider services, JsonSerializerOptions json, BindingFailure fail)
{
    private static readonly Type[] _ofHttp = [typeof(HttpContext), typeof(HttpRequest), typeof(HttpResponse), typeof(ClaimsPrincipal), typeof(Stream), typeof(PipeReader)];

    private static readonly Type[] _fromHttp =
        [typeof(IFromQueryMetadata), typeof(IFromRouteMetadata), typeof(IFromHeaderMetadata), typeof(IFromFormMetadata), typeof(AsParametersAttribute)];

    private readonly IServiceProviderIsService? _registered = services.GetService<IServiceProviderIsService>();

    /// <summary>How an error calls a parameter.</summary>
    public static string Describe(ParameterInfo parameter) => $"{parameter.ParameterType.Name} {parameter.Name}";

    /// <summary>Finds out where an argument comes from.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="isRequest">Whether it is what the method is called with.</param>
    public ArgumentSource Bind(ParameterInfo parameter, out bool isRequest)
    {
        isRequest = false;
        var type = parameter.ParameterType;
        if (type.IsByRef || type.IsByRefLike || type.IsPointer)
        {
            throw fail($"its parameter '{Describe(parameter)}' is passed by reference", "Take it by value");
        }

        if (type == typeof(CallContext))
        {
            return static (_, context) => context;
        }

        if (type == typeof(CancellationToken))
        {
            return static (_, context) => context.CancellationToken;
        }

        if (TryBindService(parameter) is { } service)
        {
            return service;
        }

        isRequest = true;
        return BindRequest(parameter);
    }

    private ArgumentSource? TryBindService(ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        var isOptional = IsOptional(parameter);
        if (parameter.GetCustomAttribute<FromKeyedServicesAttribute>() is { } keyed)
        {
            return BindKeyed(parameter, keyed, isOptional);
        }

        var isAskedFor = Has(parameter, typeof(IFromServiceMetadata));
        if (Has(parameter, typeof(IFromBodyMetadata)) || (!isAskedFor && _registered?.IsService(ElementOf(type)) != true))
        {
            return null;
        }

        if (!isOptional && _registered?.IsService(type) == false)
        {
            throw fail($"its parameter '{Describe(parameter)}' is a service, and there is none of that type", "Register it");
        }

        var absent = DefaultOf(parameter);
        return isOptional
            ? (_, context) => context.Services.GetService(type) ?? absent
            : (_, context) => context.Services.GetRequiredService(type);
    }

    private ArgumentSource BindKeyed(ParameterInfo parameter, FromKeyedServicesAttribute keyed, bool isOptional)
    {
        if (keyed.LookupMode == ServiceKeyLookupMode.InheritKey)
        {
            throw fail($"its parameter '{Describe(parameter)}' is a service with the key of the handler, which has none", "Name the key");
        }

        var (type, key, absent) = (parameter.ParameterType, keyed.Key, DefaultOf(parameter));
        if (!isOptional && _registered is IServiceProviderIsKeyedService registered && !registered.IsKeyedService(type, key))
        {
            throw fail($"its parameter '{Describe(parameter)}' is a service with the key '{key}', and there is none of that type and key", "Register it");
        }

        return isOptional
            ? (_, context) => ((IKeyedServiceProvider)context.Services).GetKeyedService(type, key) ?? absent
            : (_, context) => context.Services.GetRequiredKeyedService(type, key);
    }

    private ArgumentSource BindRequest(ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        if (Array.Exists(_ofHttp, ofHttp => ofHttp.IsAssignableFrom(type)) || Array.Exists(_fromHttp, source => Has(parameter, source)))
        {
            throw fail($"its parameter '{Describe(parameter)}' is of an HTTP request, and a call is none", "Take the CallContext, which knows the caller");
        }

        var description = CallJson.Describe(json, type)
            ?? throw fail($"its parameter '{Describe(parameter)}' is no service, and the options of HTTP JSON do not describe the type", "Register it, or add the type to the JsonSerializerContext");
        if (CallJson.IsNeverRead(description))
        {
            throw fail($"its parameter '{Describe(parameter)}' is no service, and no value of the type can be read from JSON", "Register it, or take a class");
        }

        if (!IsOptional(parameter))
        {
            return (data, _) => CallJson.Read(data, description) ?? throw new SwitchboardException(ErrorCodes.BadRequest);
        }

        var absent = DefaultOf(parameter);
        return (data, _) => CallJson.IsNothing(data) ? absent : CallJson.Read(data, description);
    }

    private static object? DefaultOf(ParameterInfo parameter) => parameter.HasDefaultValue ? parameter.DefaultValue : null;

    private static bool IsOptional(ParameterInfo parameter)
        => parameter.HasDefaultValue
            || Nullable.GetUnderlyingType(parameter.ParameterType) is not null
            || new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.Nullable;

    private static bool Has(ParameterInfo parameter, Type attribute)
        => parameter.GetCustomAttributes(inherit: true).Any(attribute.IsInstanceOfType);

    // Of any IEnumerable<T> the container says that it is a service.
    private static Type ElementOf(Type type)
        => type.IsConstructedGenericType && type.GetGenericTypeDefinition() == typeof(IEnumerable<>) ? type.GenericTypeArguments[0] : type;
}
