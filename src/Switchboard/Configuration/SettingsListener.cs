namespace Switchboard.Configuration;

/// <summary>A listener's registration with a <see cref="SettingsHolder"/>.</summary>
internal sealed class SettingsListener(SettingsHolder holder, Action<SwitchboardSettings> listener) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => holder.Remove(listener);
}
