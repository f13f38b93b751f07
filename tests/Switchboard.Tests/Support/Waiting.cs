using Switchboard.Specs;
using Xunit;

namespace Switchboard.Tests.Support;

/// <summary>Waits for what another thread is about to do.</summary>
internal static class Waiting
{
    /// <summary>Waits until a condition holds; fails when it does not in good time.</summary>
    public static void Until(Func<bool> condition)
        => Assert.True(SpinWait.SpinUntil(condition, Patience.Limit), "What was waited for did not happen.");

    /// <summary>Awaits a task; fails when it does not complete in good time.</summary>
    public static Task InTime(this Task task) => task.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
}
