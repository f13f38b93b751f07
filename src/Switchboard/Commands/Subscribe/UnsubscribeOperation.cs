using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Switchboard.Commands.Access;
using Switchboard.Commands.Connect;
using Switchboard.Extensibility;
using Switchboard.Results;

namespace Switchboard.Commands.Subscribe;

/// <summary><c>unsubscribe</c>.</summary>
internal sealed class UnsubscribeOperation(InstructionHandler instructions)
    : Operation<UnsubscribeRequest, EmptyResult>("unsubscribe", OperationJsonContext.Default.UnsubscribeRequest, OperationJsonContext.Default.EmptyResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<EmptyResult>> ExecuteAsync(OperationCaller caller, UnsubscribeRequest request, CancellationToken cancellationToken)
    {
        var instruction = new UnsubscribeInstruction(RequestReader.TargetOf(request), request.Channel ?? "", UnsubscribeCodes.Server);
        var outcome = await instructions.HandleAsync(instruction, cancellationToken);
        return outcome.IsSuccess ? new EmptyResult() : outcome.As<EmptyResult>();
    }
}

/// <summary>Ends subscriptions to a channel.</summary>
internal sealed record UnsubscribeRequest : TargetRequest, IChannelScoped
{
    [JsonIgnore]
    IEnumerable<string?> IChannelScoped.ScopedChannels => [Channel];

    [Description("The channel.")]
    [Required]
    public string? Channel { get; init; }
}
