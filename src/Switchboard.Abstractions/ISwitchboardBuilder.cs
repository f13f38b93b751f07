using Microsoft.Extensions.DependencyInjection;

namespace Switchboard;

/// <summary>Adds stores and features to a hub that is being set up.</summary>
public interface ISwitchboardBuilder
{
    /// <summary>The services of the application.</summary>
    IServiceCollection Services { get; }
}
