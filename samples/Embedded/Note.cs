namespace Embedded;

/// <summary>A note.</summary>
/// <param name="From">Who wrote it: whoever is signed in.</param>
/// <param name="To">Who is to read it; null for everybody.</param>
/// <param name="Text">What it says.</param>
internal sealed record Note(string? From, string? To, string Text);
