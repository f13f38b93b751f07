using Switchboard.Protocols.Centrifuge;
using Switchboard.Wire.Centrifuge;
using Xunit;

namespace Switchboard.Tests.Protocols.Centrifuge;

public sealed class TagFilterCompilerTests
{
    // One row a comparison: what it holds for and what it does not; null is a publication without the tag.
    [Theory]
    [InlineData("eq", "5", "5", true)]
    [InlineData("eq", "5", "5.0", false)]
    [InlineData("eq", "a", "A", false)]
    [InlineData("eq", "5", null, false)]
    [InlineData("neq", "5", "6", true)]
    [InlineData("neq", "5", "5", false)]
    [InlineData("neq", "5", null, true)]
    [InlineData("in", "", "x", true)]
    [InlineData("in", "", "z", false)]
    [InlineData("in", "", null, false)]
    [InlineData("nin", "", "z", true)]
    [InlineData("nin", "", "x", false)]
    [InlineData("nin", "", null, true)]
    [InlineData("ex", "", "", true)]
    [InlineData("ex", "", null, false)]
    [InlineData("nex", "", null, true)]
    [InlineData("nex", "", "", false)]
    [InlineData("sw", "ab", "abc", true)]
    [InlineData("sw", "ab", "cab", false)]
    [InlineData("sw", "ab", null, false)]
    [InlineData("ew", "ab", "cab", true)]
    [InlineData("ew", "ab", "abc", false)]
    [InlineData("ct", "b", "abc", true)]
    [InlineData("ct", "B", "abc", false)]
    [InlineData("lt", "5", "4.9", true)]
    [InlineData("lt", "5", "5", false)]
    [InlineData("lte", "5", "5.0", true)]
    [InlineData("lte", "5", "5.1", false)]
    [InlineData("gt", "5", "10", true)]
    [InlineData("gt", "5", "5", false)]
    [InlineData("gte", "5", "5", true)]
    [InlineData("gte", "5", "-6", false)]
    [InlineData("gt", "5", "many", false)]
    [InlineData("gt", "5", null, false)]
    public void Compile_Comparison_HoldsOrNot(string compare, string value, string? tag, bool expected)
    {
        var filter = new TagFilter { Key = "k", Compare = compare, Value = value, Values = ["x", "y"] };

        Assert.Equal(expected, TagFilterCompiler.Compile(filter)!.Matches(Tags(tag)));
        Assert.Equal(!expected, TagFilterCompiler.Compile(new TagFilter { Op = "not", Nodes = [filter] })!.Matches(Tags(tag)));
    }

    [Theory]
    [InlineData("and", "a", "a", true)]
    [InlineData("and", "a", "b", false)]
    [InlineData("or", "a", "b", true)]
    [InlineData("or", "b", "c", false)]
    public void Compile_Combination_HoldsOrNot(string op, string first, string second, bool expected)
        => Assert.Equal(expected, TagFilterCompiler.Compile(new TagFilter { Op = op, Nodes = [Eq(first), Eq(second)] })!.Matches(Tags("a")));

    [Fact]
    public void Compile_NoFilter_IsNone() => Assert.Null(TagFilterCompiler.Compile(null));

    [Fact]
    public void Compile_Malformed_IsRefused()
    {
        TagFilter[] malformed =
        [
            new(),
            new() { Key = "k", Compare = "like", Value = "v" },
            new() { Key = "k", Compare = "" },
            new() { Key = "", Compare = "eq", Value = "v" },
            new() { Key = "k", Compare = "lt", Value = "many" },
            new() { Op = "xor", Nodes = [Eq("a")] },
            new() { Op = "and" },
            new() { Op = "or" },
            new() { Op = "not" },
            new() { Op = "not", Nodes = [Eq("a"), Eq("b")] },
            new() { Op = "and", Nodes = [Eq("a"), new TagFilter()] },
        ];

        Assert.All(malformed, filter => Assert.Null(TagFilterCompiler.Compile(filter)));
    }

    private static TagFilter Eq(string value) => new() { Key = "k", Compare = "eq", Value = value };

    private static Dictionary<string, string>? Tags(string? value)
        => value is null ? null : new Dictionary<string, string>(StringComparer.Ordinal) { ["k"] = value };
}
