using Switchboard.Channels;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Results;
using Switchboard.Security;

namespace Switchboard.Boards;

/// <summary>Who does something in a board.</summary>
/// <param name="Principal">Who it is.</param>
/// <param name="Connection">The connection; null for a service, and for the hub.</param>
/// <param name="Name">How the changes name it.</param>
internal sealed record BoardActor(Principal Principal, Connection? Connection, string Name)
{
    /// <summary>The hub itself.</summary>
    public static BoardActor Hub { get; } = new(Principal.Service, null, "hub");

    /// <summary>Whether it may act for anybody.</summary>
    public bool IsService => Principal.Kind == PrincipalKind.Service;

    /// <summary>How its connection shows to others; null for none.</summary>
    public ClientInfo? InfoIn(string channel) => Connection?.Find(channel)?.Info ?? Connection?.Info;
}

/// <summary>A board's channel, and the rules there.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Space">Its namespace.</param>
internal sealed record BoardTarget(string Channel, NamespaceSettings Space)
{
    /// <summary>The rules of its boards.</summary>
    public BoardSettings Rules => Space.Board!;
}

/// <summary>Decides who may do what in boards, by the one permission decision.</summary>
internal sealed class BoardPermits(ChannelAuthorizer authorizer)
{
    /// <summary>The board in which somebody may do something, or why not.</summary>
    public Result<BoardTarget> Authorize(BoardActor actor, Operations operation, string channel)
    {
        if (channel.Length == 0)
        {
            return InvalidField.Missing("channel");
        }

        var isSubscribed = actor.Connection?.Find(channel) is not null;
        if (authorizer.Explain(actor.Principal, operation, channel, isSubscribed, hasToken: false) is (_, { Board: null }))
        {
            return ChannelKind.IsNoBoard;
        }

        var permit = authorizer.Authorize(actor.Principal, operation, channel, isSubscribed);
        return permit.IsSuccess ? new BoardTarget(channel, permit.Value!) : permit.As<BoardTarget>();
    }

    /// <summary>Whether somebody may do something more in a board.</summary>
    public bool Allows(BoardActor actor, Operations operation, string channel) => Authorize(actor, operation, channel).IsSuccess;

    /// <summary>Whether somebody may be told how a line is: whoever watches the board, or might, or may read its changes.</summary>
    public bool MayRead(BoardActor actor, string channel) => actor.Connection is not { } connection || connection.Find(channel) is not null
        || IsOpen(actor, Operations.Subscribe, channel) || IsOpen(actor, Operations.History, channel) || IsOpen(actor, Operations.BoardHistory, channel);

    // It is no denial that somebody has asked for.
    private bool IsOpen(BoardActor actor, Operations operation, string channel)
        => authorizer.Explain(actor.Principal, operation, channel, isSubscribed: false, hasToken: false) is ({ IsAllowed: true }, _);
}
