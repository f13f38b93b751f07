using System.Text;

namespace Switchboard.Storage.Tests.Inboxes;

/// <summary>Lets everybody in under the name that the connect request's data gives.</summary>
internal sealed class UsersByName : IDecidingHooks
{
    public ValueTask OnConnectingAsync(ConnectingContext context, CancellationToken cancellationToken)
    {
        context.Principal = context.Principal with { Kind = PrincipalKind.User, UserId = Encoding.UTF8.GetString(context.Data.Span).Trim('"') };
        return ValueTask.CompletedTask;
    }
}
