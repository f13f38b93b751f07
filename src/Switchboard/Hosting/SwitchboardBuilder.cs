using Microsoft.Extensions.DependencyInjection;

namespace Switchboard.Hosting;

/// <inheritdoc cref="ISwitchboardBuilder"/>
internal sealed record SwitchboardBuilder(IServiceCollection Services) : ISwitchboardBuilder;
