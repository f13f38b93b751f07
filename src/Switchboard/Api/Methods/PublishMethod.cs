using Switchboard.Api.Messages;
using Switchboard.Channels;
using Switchboard.Configuration;
using Switchboard.Results;

namespace Switchboard.Api.Methods;

/// <summary><c>publish</c>.</summary>
internal sealed class PublishMethod(PublishPipeline pipeline)
    : ApiMethod<PublishRequest, PublishResult>("publish", "Publishes into a channel.", ApiJsonContext.Default.PublishRequest, ApiJsonContext.Default.PublishResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<PublishResult>> HandleAsync(
        PublishRequest request, ApiKeySettings key, CancellationToken cancellationToken)
    {
        var outcome = await pipeline.PublishAsync(RequestReader.PublishOf(request.Channel, request), cancellationToken);
        return outcome.IsSuccess ? ResultWriter.PublishedAt(outcome.Value) : outcome.As<PublishResult>();
    }
}
