using Switchboard.Client.Requests;

namespace Switchboard.Client.Boards;

/// <summary>The operations of boards.</summary>
internal sealed class BoardRequests(HubOperations operations)
{
    /// <summary>Changes a line. Under a key it takes effect once, also where it is asked for again behind a lost connection.</summary>
    public Task<BoardResult> ActAsync(string operation, string channel, string line, BoardLineOptions options, CancellationToken cancellationToken)
    {
        var keyed = string.IsNullOrEmpty(options.IdempotencyKey) ? options with { IdempotencyKey = HubOperations.CreateKey() } : options;
        return operations.InvokeAsync(operation, channel, BoardCodec.WriteAct(channel, line, keyed), BoardCodec.ReadResult, isIdempotent: true, cancellationToken);
    }

    public Task<BoardHistoryPage> HistoryAsync(string channel, BoardHistoryOptions options, CancellationToken cancellationToken)
        => operations.InvokeAsync("board_history", channel, BoardCodec.WriteHistory(channel, options), BoardCodec.ReadHistory, isIdempotent: true, cancellationToken);

    public Task<BoardList> ListAsync(string? cursor, int limit, CancellationToken cancellationToken)
        => operations.InvokeAsync("boards", "boards", BoardCodec.WriteList(cursor, limit), BoardCodec.ReadList, isIdempotent: true, cancellationToken);
}
