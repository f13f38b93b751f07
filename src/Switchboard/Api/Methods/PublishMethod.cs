using Switchboard.Api.Messages;
using Switchboard.Commands;
using Switchboard.Configuration;
using Switchboard.Results;

namespace Switchboard.Api.Methods;

/// <summary><c>publish</c>.</summary>
internal sealed class PublishMethod(ServicePublisher publisher)
    : ApiMethod<PublishRequest, PublishResult>("publish", "Publishes into a channel.", ApiJsonContext.Default.PublishRequest, ApiJsonContext.Default.PublishResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Outcome<PublishResult>> HandleAsync(
        PublishRequest request, ApiKeySettings key, CancellationToken cancellationToken)
    {
        var outcome = await publisher.PublishAsync(
            request.Channel, RequestReader.DataOf(request), RequestReader.IsJson(request), RequestReader.OptionsOf(request), cancellationToken);
        return outcome.IsSuccess ? ResultWriter.PublishedAt(outcome.Value) : outcome.As<PublishResult>();
    }
}
