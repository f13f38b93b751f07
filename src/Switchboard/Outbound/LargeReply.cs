namespace Switchboard.Outbound;

/// <summary>Takes the encoding of large replies to the thread pool: an event loop has others to read.</summary>
/// <remarks>Handlers call it when they know their result, so that it holds for every wire.</remarks>
internal static class LargeReply
{
    private const int Bytes = 64 * 1024;

    /// <summary>Goes on elsewhere where what is to be encoded is large.</summary>
    public static ValueTask LeaveLoopAsync(IReadOnlyList<Publication> publications)
    {
        var bytes = 0L;
        for (var i = 0; i < publications.Count && bytes <= Bytes; i++)
        {
            bytes += publications[i].ApproximateBytes;
        }

        return LeaveLoopAsync(bytes);
    }

    /// <inheritdoc cref="LeaveLoopAsync(IReadOnlyList{Publication})"/>
    public static ValueTask LeaveLoopAsync(long bytes) => bytes <= Bytes ? ValueTask.CompletedTask : YieldAsync();

    /// <summary>Goes on elsewhere, for what may be large.</summary>
    public static ValueTask LeaveLoopAsync() => YieldAsync();

    private static async ValueTask YieldAsync() => await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
}
