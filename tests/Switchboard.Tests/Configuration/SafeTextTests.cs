using Switchboard.Configuration;
using Xunit;

namespace Switchboard.Tests.Configuration;

public sealed class SafeTextTests
{
    [Theory]
    [InlineData("https://host/path", "https://host/path")]
    [InlineData("https://ann:secret@host/path", "https://***@host/path")]
    [InlineData("https://ann:se/c?r#e@t@host/path?key=secret", "https://***@host/path?***")]
    [InlineData("https://host/path?key=secret", "https://host/path?***")]
    [InlineData("https://host/path#secret", "https://host/path#***")]
    [InlineData("ann:secret@host", "***@host")]
    [InlineData("host", "host")]
    [InlineData("", "")]
    public void OfAddress_HidesUserAndQuery(string address, string expected) => Assert.Equal(expected, SafeText.OfAddress(address));

    [Theory]
    [InlineData("/run/secrets/db", "/run/secrets/db")]
    [InlineData("Host=db;Password=secret", "***")]
    [InlineData("postgres://ann:secret@db", "***")]
    public void OfPath_HidesWhatIsNone(string path, string expected) => Assert.Equal(expected, SafeText.OfPath(path));
}
