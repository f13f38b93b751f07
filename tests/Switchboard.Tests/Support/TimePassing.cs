using Switchboard.Tests.Hub;
using Xunit;

namespace Switchboard.Tests.Support;

/// <summary>Lets a test's time pass.</summary>
internal static class TimePassing
{
    /// <summary>Awaits a task while time passes, by a step every few milliseconds.</summary>
    public static async Task<T> PassUntilAsync<T>(this FakeTimeProvider time, Task<T> task, TimeSpan step)
    {
        await time.PassUntilAsync(() => task.IsCompleted, step);
        return await task;
    }

    /// <summary>Waits until something is so while time passes, by a step every few milliseconds.</summary>
    public static Task PassUntilAsync(this FakeTimeProvider time, Func<bool> condition, TimeSpan step) => Eventually.TrueAsync(
        () =>
        {
            if (!condition())
            {
                time.Advance(step);
            }

            return condition();
        },
        TestContext.Current.CancellationToken);
}
