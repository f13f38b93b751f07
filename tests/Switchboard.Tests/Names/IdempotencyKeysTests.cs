using Switchboard.Names;
using Xunit;

namespace Switchboard.Tests.Names;

public sealed class IdempotencyKeysTests
{
    [Fact]
    public void Scoped_DifferentOwners_NeverMeet()
    {
        (Principal? Owner, string Key)[] all =
        [
            (null, "k"),
            (null, "1.1.a:k"),
            (User("a"), "k"),
            (User("a"), "b:k"),
            (User("a:b"), "k"),
            (User("a") with { Kind = PrincipalKind.Device }, "k"),
            (User("1.a"), "k"),
            (Principal.Anonymous, "k"),
        ];

        Assert.Equal(all.Length, all.Select(item => IdempotencyKeys.Scoped(item.Owner, item.Key)).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Scoped_TheSameUser_IsTheSameKey() => Assert.Equal(IdempotencyKeys.Scoped(User("a"), "k"), IdempotencyKeys.Scoped(User("a"), "k"));

    private static Principal User(string id) => new() { Kind = PrincipalKind.User, UserId = id };
}
