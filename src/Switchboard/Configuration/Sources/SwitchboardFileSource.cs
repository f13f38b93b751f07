using Microsoft.Extensions.Configuration;

namespace Switchboard.Configuration.Sources;

/// <summary>The file whose root object is the section <see cref="SwitchboardOptions.SectionName"/>. JSON with comments and trailing commas.</summary>
/// <param name="file">The file's path.</param>
/// <param name="required">Whether it is a problem if the file does not exist.</param>
/// <param name="watch">Whether to read it again when it changes.</param>
internal sealed class SwitchboardFileSource(string file, bool required, bool watch) : IConfigurationSource
{
    /// <inheritdoc/>
    public IConfigurationProvider Build(IConfigurationBuilder builder) =>
        new SwitchboardFileProvider(Path.GetFullPath(file), required, watch, TimeProvider.System);
}
