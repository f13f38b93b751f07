using System.Collections;
using Microsoft.Extensions.Logging;

namespace Switchboard.Diagnostics.Redaction;

/// <summary>Passes messages on, and hides in their text, their values and their exceptions what lets somebody in.</summary>
internal sealed class RedactingLogger(ILogger inner) : ILogger
{
    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
        => inner.BeginScope(state);

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!inner.IsEnabled(logLevel))
        {
            return;
        }

        var shown = RedactedException.Of(exception);
        var message = formatter(state, exception);
        var values = state as IReadOnlyList<KeyValuePair<string, object?>>;
        if (ReferenceEquals(shown, exception) && !SecretQuery.IsIn(message) && values?.Any(static value => IsSecret(value.Value)) != true)
        {
            inner.Log(logLevel, eventId, state, exception, formatter);
            return;
        }

        inner.Log(logLevel, eventId, new RedactedState(SecretQuery.Redact(message), values ?? []), shown, static (redacted, _) => redacted.ToString());
    }

    private static bool IsSecret(object? value) => value is not null && !value.GetType().IsPrimitive && SecretQuery.IsIn($"{value}");

    /// <summary>What a message consists of, without what is hidden.</summary>
    private sealed class RedactedState(string message, IReadOnlyList<KeyValuePair<string, object?>> values) : IReadOnlyList<KeyValuePair<string, object?>>
    {
        private readonly KeyValuePair<string, object?>[] _values =
            [.. values.Select(static value => IsSecret(value.Value) ? KeyValuePair.Create(value.Key, (object?)SecretQuery.Redact($"{value.Value}")) : value)];

        public int Count => _values.Length;

        public KeyValuePair<string, object?> this[int index] => _values[index];

        public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _values.AsEnumerable().GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        public override string ToString() => message;
    }
}

/// <summary>Stands for an exception whose text holds what is hidden.</summary>
internal sealed class RedactedException : Exception
{
    private readonly string _text;

    private RedactedException(Exception exception)
        : base(SecretQuery.Redact(exception.Message))
        => _text = SecretQuery.Redact(exception.ToString());

    /// <summary>The exception itself where it has nothing to hide.</summary>
    public static Exception? Of(Exception? exception) => exception is not null && SecretQuery.IsIn(exception.ToString()) ? new RedactedException(exception) : exception;

    /// <inheritdoc/>
    public override string ToString() => _text;
}
