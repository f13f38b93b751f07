using Microsoft.AspNetCore.Http;
using Switchboard.Configuration;

namespace Switchboard.Api;

/// <summary>Knows who may use the HTTP API beside the bearers of keys.</summary>
internal interface IApiAuthenticator
{
    /// <summary>What the bearer of a request may do; null where it is nobody that this knows.</summary>
    ValueTask<ApiKeySettings?> FindAsync(HttpRequest request, CancellationToken cancellationToken);
}
