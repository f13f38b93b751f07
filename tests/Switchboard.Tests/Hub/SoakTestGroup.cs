using Xunit;

namespace Switchboard.Tests.Hub;

/// <summary>Tests beside which no others run.</summary>
[CollectionDefinition(nameof(SoakTestGroup), DisableParallelization = true)]
public sealed class SoakTestGroup;
