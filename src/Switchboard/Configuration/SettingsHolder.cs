namespace Switchboard.Configuration;

/// <summary>Holds the settings in force. Thread-safe: a reader sees the old ones or the new ones, never a mixture.</summary>
/// <remarks>Code that needs several values of one state reads <see cref="Current"/> once.</remarks>
/// <param name="initial">The settings until the first change.</param>
internal sealed class SettingsHolder(SwitchboardSettings initial)
{
    private readonly Lock _changing = new();
    private volatile SwitchboardSettings _current = initial;
    private Action<SwitchboardSettings>? _preparations;
    private Action<SwitchboardSettings>? _listeners;

    /// <summary>The settings in force.</summary>
    public SwitchboardSettings Current => _current;

    /// <summary>Has <paramref name="preparation"/> called with new settings just before nobody sees the old ones any more, until the result is disposed of.</summary>
    public IDisposable OnChanging(Action<SwitchboardSettings> preparation)
    {
        lock (_changing)
        {
            _preparations += preparation;
        }

        return new SettingsListener(this, preparation);
    }

    /// <summary>Has <paramref name="listener"/> called with the new settings after each change, until the result is disposed of.</summary>
    public IDisposable OnChange(Action<SwitchboardSettings> listener)
    {
        lock (_changing)
        {
            _listeners += listener;
        }

        return new SettingsListener(this, listener);
    }

    /// <summary>Prepares for new settings, puts them in force, then calls the listeners, one change at a time. A listener's exception reaches the caller; of a preparation, it leaves the old ones in force.</summary>
    public void Change(SwitchboardSettings settings)
    {
        lock (_changing)
        {
            _preparations?.Invoke(settings);
            _current = settings;
            _listeners?.Invoke(settings);
        }
    }

    /// <summary>Forgets a listener.</summary>
    internal void Remove(Action<SwitchboardSettings> listener)
    {
        lock (_changing)
        {
            _preparations -= listener;
            _listeners -= listener;
        }
    }
}

/// <summary>A listener's registration with a <see cref="SettingsHolder"/>.</summary>
internal sealed class SettingsListener(SettingsHolder holder, Action<SwitchboardSettings> listener) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => holder.Remove(listener);
}
