using Switchboard.Connections;
using Switchboard.Hooks;
using Switchboard.Results;

namespace Switchboard.Maps;

/// <summary>Asks the application's hooks about changes of entries.</summary>
internal static class MapQuestions
{
    /// <summary>Asks whether an entry may be set. The answer is the change as the hooks have it.</summary>
    public static async ValueTask<Result<MapWish>> AskAboutPublishAsync(HookDecisions hooks, MapWish wish, bool isUndecided)
    {
        var context = new MapPublishingContext
        {
            Connection = ConnectionDescription.Of(wish.Connection!),
            Header = ConnectionDescription.HeadersOf(wish.Connection!),
            Channel = wish.Channel,
            IsUndecided = isUndecided,
            Key = wish.Key,
            Data = wish.Data,
            Options = wish.Options,
        };
        var decision = await hooks.MapPublishingAsync(context);
        if (!decision.IsSuccess)
        {
            return decision.As<MapWish>();
        }

        var isSame = context.Data.Equals(wish.Data);
        return wish with
        {
            Key = context.Key,
            Data = context.Data,
            IsCheckedJson = wish.IsCheckedJson && isSame,
            IsBinary = wish.IsBinary && isSame,
            Options = context.Options,
        };
    }

    /// <summary>Asks whether an entry may be removed. The answer is the change as the hooks have it.</summary>
    public static async ValueTask<Result<MapWish>> AskAboutRemovalAsync(HookDecisions hooks, MapWish wish, bool isUndecided)
    {
        var options = wish.Options;
        var context = new MapRemovingContext
        {
            Connection = ConnectionDescription.Of(wish.Connection!),
            Header = ConnectionDescription.HeadersOf(wish.Connection!),
            Channel = wish.Channel,
            IsUndecided = isUndecided,
            Key = wish.Key,
            Options = new MapRemoveOptions { Tags = options.Tags, Expected = options.Expected, IdempotencyKey = options.IdempotencyKey },
        };
        var decision = await hooks.MapRemovingAsync(context);
        return decision.IsSuccess
            ? wish with { Key = context.Key, Options = options with { Tags = context.Options.Tags, Expected = context.Options.Expected, IdempotencyKey = context.Options.IdempotencyKey } }
            : decision.As<MapWish>();
    }
}
