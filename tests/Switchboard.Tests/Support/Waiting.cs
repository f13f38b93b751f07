using Xunit;

namespace Switchboard.Tests.Support;

/// <summary>Waits for what another thread is about to do.</summary>
internal static class Waiting
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    /// <summary>Waits until a condition holds; fails when it does not in good time.</summary>
    public static void Until(Func<bool> condition) => Until(condition, _patience);

    /// <summary>Waits until a condition holds; fails when it does not in a certain time.</summary>
    public static void Until(Func<bool> condition, TimeSpan patience)
        => Assert.True(SpinWait.SpinUntil(condition, patience), "What was waited for did not happen.");

    /// <summary>Awaits a task; fails when it does not complete in good time.</summary>
    public static Task InTime(this Task task) => task.WaitAsync(_patience, TestContext.Current.CancellationToken);
}
