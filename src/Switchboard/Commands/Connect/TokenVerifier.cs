using Switchboard.Connections;
using Switchboard.Results;
using Switchboard.Security;

namespace Switchboard.Commands.Connect;

/// <summary>Checks signed tokens. It comes last: what no other verifier knows is one, or is refused.</summary>
internal sealed class TokenVerifier(ITokenValidator tokens) : IConnectVerifier
{
    /// <inheritdoc/>
    public string Way => "token";

    /// <inheritdoc/>
    public bool Takes(Connection connection, ConnectRequest request) => request.Token.Length > 0;

    /// <inheritdoc/>
    public async ValueTask<Result<Identity>> VerifyAsync(Connection connection, ConnectRequest request, CancellationToken cancellationToken)
    {
        var result = await tokens.ValidateConnectionAsync(request.Token, cancellationToken);
        return result.Failure switch
        {
            TokenFailure.None => Identity.Of(result.Token!),
            TokenFailure.Expired => ErrorCodes.TokenExpired,
            TokenFailure.Unavailable => ErrorCodes.Internal,
            _ => CloseCodes.InvalidToken,
        };
    }
}
