namespace Embedded;

internal sealed record Login(string Name);
