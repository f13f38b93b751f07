using Switchboard.Tests.Wires.Clients;
using Xunit;

namespace Switchboard.Tests.Wires;

/// <summary>What has to be so on every wire. A wire's class inherits all cases; <see cref="WireExceptions"/> says what a wire does not have, and why.</summary>
public abstract partial class WireSpec
{
    private WireKind Wire => OnWireAttribute.Of(GetType());

    private Task CheckAsync(Func<WireHub, Task> check) => CheckAsync(new WireHubSetup(), check);

    private Task CheckAsync(string option, Func<WireHub, Task> check) => CheckAsync(new WireHubSetup { Options = [option] }, check);

    private async Task CheckAsync(WireHubSetup setup, Func<WireHub, Task> check)
    {
        await using var hub = await WireHub.StartAsync(Wire, setup);
        await check(hub);
    }

    /// <summary>Asserts that a command was refused.</summary>
    private static void AssertError(ErrorCode error, WireAnswer answer)
        => Assert.Equal((error.Code, error.Message, false), (answer.Code, answer.Message, answer.IsClosed));

    /// <summary>Asserts that a client was not let in, in the way in which its wire says so.</summary>
    private void AssertRefused(uint code, string message, WireConnection connection, WireAnswer answer)
    {
        if (WireExceptions.Has(Wire, WireNeeds.RefusalCodes))
        {
            Assert.Equal((code, message), (answer.Code, answer.Message));
        }
        else if (Wire == WireKind.UniSse)
        {
            // An error is a token that would not do.
            Assert.Equal(code is > 3000 and not 3500 ? 403 : 401, connection.RefusedStatus);
        }
        else
        {
            Assert.Equal(message, answer.Message);
        }
    }

    private void AssertRefused(CloseCode code, WireConnection connection, WireAnswer answer) => AssertRefused(code.Code, code.Reason, connection, answer);

    private void AssertRefused(ErrorCode code, WireConnection connection, WireAnswer answer) => AssertRefused(code.Code, code.Message, connection, answer);

    /// <summary>Asserts that a connection has ended, and that the client was told why and whether to come back.</summary>
    private async Task AssertClosedAsync(CloseCode code, WireConnection connection)
    {
        var closed = await connection.FindAsync(WireEventKind.Closed);
        Assert.Equal(code.Reconnect, closed.Body.Flag("reconnect"));
        if (WireExceptions.Has(Wire, WireNeeds.CloseCodes))
        {
            Assert.Equal((code.Code, code.Reason), ((uint)closed.Body.Number("code"), closed.Body.Text("reason")));
        }
    }
}
