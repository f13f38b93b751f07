using Switchboard.Client.Configuration;
using Switchboard.Extensibility;

namespace Switchboard.Client;

/// <summary>A publication of a mutable channel as it is after the changes that were delivered.</summary>
public sealed class FoldedPublication
{
    private readonly List<ReadOnlyMemory<byte>> _parts = [];
    private WholeDataKind _kind;
    private long _size;
    private ReadOnlyMemory<byte>? _data;

    internal FoldedPublication(string id, Publication publication, string state)
    {
        (Id, Publication, State) = (id, publication, state);
        Begin(publication);
    }

    /// <summary>The id.</summary>
    public string Id { get; }

    /// <summary>What it was first delivered as: publisher, time and tags are there.</summary>
    public Publication Publication { get; }

    /// <summary>What has become of it: <c>complete</c>, <c>open</c>, <c>ended</c> or <c>broken</c>.</summary>
    public string State { get; private set; }

    /// <summary>The data. Joined when it is asked for.</summary>
    public ReadOnlyMemory<byte> Data
    {
        get
        {
            _data ??= WholeData.Wrap(_parts, _kind);
            return _data.Value;
        }
    }

    internal void Apply(Publication publication, string? change, string? state)
    {
        State = state ?? (change == "append" ? "open" : State);
        if (change == "replace")
        {
            _parts.Clear();
            Begin(publication);
            return;
        }

        var piece = PieceOf(publication);
        if (piece.Kind != _kind || piece.Kind == WholeDataKind.Other)
        {
            // An end that brings nothing.
            return;
        }

        var between = WholeData.Between(_kind, _size, piece.Data.Span);
        if (!between.IsEmpty)
        {
            _parts.Add(between.ToArray());
        }

        _parts.Add(piece.Data);
        _size += piece.Data.Length;
        _data = null;
    }

    // Protobuf does not say whether data is JSON.
    private static WholePiece PieceOf(Publication publication)
        => WholePiece.Of(publication.IsJson || !PayloadValidator.IsJson(publication.Data) ? publication : publication with { IsJson = true });

    private void Begin(Publication publication)
    {
        var piece = PieceOf(publication);
        (_kind, _size, _data) = (piece.Kind, piece.Data.Length, publication.Data);
        _parts.Add(piece.Data);
    }
}
