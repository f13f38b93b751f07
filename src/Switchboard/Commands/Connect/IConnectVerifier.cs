using Switchboard.Connections;
using Switchboard.Results;

namespace Switchboard.Commands.Connect;

/// <summary>Checks one kind of credential that a client may connect with. The first that takes a request decides, in the order of registration.</summary>
internal interface IConnectVerifier
{
    /// <summary>How the audit names the kind: <c>ticket</c>, <c>password</c>.</summary>
    string Way { get; }

    /// <summary>Whether the request brings what this checks. Looks at its form alone.</summary>
    bool Takes(Connection connection, ConnectRequest request);

    /// <summary>Checks it.</summary>
    /// <returns>Who the client is, or why it is not let in.</returns>
    ValueTask<Result<Identity>> VerifyAsync(Connection connection, ConnectRequest request, CancellationToken cancellationToken);
}
