using Xunit;

namespace Switchboard.Server.Tests.House;

public sealed class FileSizeTests
{
    private const int MaxLines = 400;
    private const int MaxMedianLines = 70;
    private const int MaxFamilyLines = 200;

    [Fact]
    public void AllFiles_Length_IsBounded()
    {
        var files = SourceFile.OfProduct.Concat(SourceFile.OfTests);

        Assert.Empty(files.Where(file => file.LineCount > MaxLines).Select(file => $"{file.Path} has {file.LineCount} lines"));
    }

    [Fact]
    public void Product_MedianLength_IsSmall()
    {
        var median = SourceFile.OfProduct.Select(file => file.LineCount).Order().ElementAt(SourceFile.OfProduct.Count / 2);

        Assert.InRange(median, 1, MaxMedianLines - 1);
    }

    [Fact]
    public void Product_PublicTypes_HaveTheirFileOrAreASmallFamily()
    {
        Assert.Contains(SourceFile.OfProduct, file => file.PublicTypes.Count == 1);
        Assert.Empty(SourceFile.OfProduct
            .Where(file => file.PublicTypes is [var type] && !string.Equals(type, file.Name, StringComparison.Ordinal))
            .Select(file => $"{file.Path} has {file.PublicTypes[0]}"));
        Assert.Empty(SourceFile.OfProduct
            .Where(file => file.PublicTypes.Count > 1 && file.LineCount > MaxFamilyLines)
            .Select(file => $"{file.Path} has {string.Join(", ", file.PublicTypes)} in {file.LineCount} lines"));
    }

    [Theory]
    [InlineData("public sealed class A { }\npublic enum B { }\n", "A B")]
    [InlineData("public readonly record struct A;\npublic sealed partial record B;\n", "A B")]
    [InlineData("public delegate ValueTask<int?> A(int b);\npublic interface B;\n", "A B")]
    [InlineData("public class A\n{\n    public enum B { }\n}\ninternal enum C { }\n", "A")]
    [InlineData("// public\n/*\npublic class A\n*/\n", "")]
    public void PublicTypes_OfItsOwnLevel_AreFound(string code, string expected)
        => Assert.Equal(expected, string.Join(' ', new SourceFile("src/A.cs", code).PublicTypes));
}
