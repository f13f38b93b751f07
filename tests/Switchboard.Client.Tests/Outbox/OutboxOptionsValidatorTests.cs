using Switchboard.Client.Configuration;

namespace Switchboard.Client.Tests.Outbox;

public sealed class OutboxOptionsValidatorTests
{
    [Fact]
    public void Validate_DefaultsWithAPath_FindsNothing() => Assert.Empty(OutboxOptionsValidator.Validate(new OutboxOptions { Path = "a" }));

    [Fact]
    public void Validate_EveryOptionWrong_ReportsAll()
    {
        var options = new OutboxOptions
        {
            WhenFull = (OutboxFullMode)9,
            MaxAge = TimeSpan.Zero,
            MaxItems = 0,
            MaxBytes = 0,
            MaxItemBytes = 0,
            MaxInFlight = 0,
            MaxAttempts = 0,
            MaxDeadLetters = -1,
            AcknowledgementTimeout = TimeSpan.Zero,
            RetryDelay = TimeSpan.FromDays(2),
            MaxRetryDelay = TimeSpan.Zero,
        };

        var problems = OutboxOptionsValidator.Validate(options);

        Assert.All(typeof(OutboxOptions).GetProperties(), property => Assert.Contains(problems, problem => problem.Contains($"Outbox.{property.Name} ", StringComparison.Ordinal)));
    }
}
