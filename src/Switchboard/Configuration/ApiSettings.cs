using System.Collections.Immutable;

namespace Switchboard.Configuration;

/// <summary>The HTTP API, frozen.</summary>
/// <param name="Keys">The keys. Without one, the API answers 401 to everybody.</param>
/// <param name="MaxBodyBytes">The largest request body, in bytes.</param>
/// <param name="MaxBatchSize">The most commands of one batch, and the most channels of one broadcast.</param>
internal sealed record ApiSettings(ImmutableArray<ApiKeySettings> Keys, int MaxBodyBytes, int MaxBatchSize);
