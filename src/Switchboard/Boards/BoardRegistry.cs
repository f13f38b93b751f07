using Switchboard.Extensibility;
using Switchboard.History;
using Switchboard.Results;

namespace Switchboard.Boards;

/// <summary>Which channels have boards. What a board is, its own entries say.</summary>
internal sealed class BoardRegistry(IRecordStore records)
{
    private const string Kind = "board";

    /// <summary>Notes a board; one that is known already stays.</summary>
    /// <returns>Why not; null where it is known now.</returns>
    public async ValueTask<ErrorCode?> AddAsync(string channel, CancellationToken cancellationToken)
    {
        try
        {
            await records.PutAsync(new StoredRecord(Kind, channel) { Body = "{}"u8.ToArray() }, expected: 0, cancellationToken);
            return null;
        }
        catch (SwitchboardException answer)
        {
            return HistoryReader.Passing(answer.Error);
        }
    }

    /// <summary>Forgets a board.</summary>
    public async ValueTask<ErrorCode?> RemoveAsync(string channel, CancellationToken cancellationToken)
    {
        try
        {
            await records.RemoveAsync(Kind, channel, expected: null, cancellationToken);
            return null;
        }
        catch (SwitchboardException answer)
        {
            return HistoryReader.Passing(answer.Error);
        }
    }

    /// <summary>Lists channels in their order.</summary>
    public async ValueTask<Result<BoardChannels>> ListAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        try
        {
            var page = await records.ListAsync(new RecordQuery(Kind, limit) { After = after }, cancellationToken);
            return new BoardChannels([.. page.Records.Select(static record => record.Id)], page.Cursor);
        }
        catch (SwitchboardException answer)
        {
            return HistoryReader.Passing(answer.Error);
        }
    }
}

/// <summary>Channels of boards: a page.</summary>
/// <param name="Channels">The channels.</param>
/// <param name="Cursor">Asks for the next page; null where there is none.</param>
internal sealed record BoardChannels(IReadOnlyList<string> Channels, string? Cursor);
