using Switchboard.Server.CommandLine.Output;
using Xunit;

namespace Switchboard.Server.Tests.CommandLine;

public sealed class TableColumnsTests
{
    [Fact]
    public void WriteTo_Rows_AreInColumns_AndNoCellIsBroken()
    {
        var id = new string('a', 100);
        var columns = new TableColumns([["id", "user"], [id, "ann"], ["b", ""]]);
        var writer = new StringWriter { NewLine = "\n" };

        columns.WriteTo(writer);

        Assert.Equal($"{"id".PadRight(100)}  user\n{id}  ann\nb\n", writer.ToString());
        Assert.Equal(100 + 4 + 7, columns.WidthWithBorders);
    }
}
