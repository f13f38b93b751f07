namespace Switchboard.Identity.Pages;

/// <summary>What people call the browser or program that a User-Agent header names. A guess, to tell one's sessions apart by.</summary>
internal static class ClientNames
{
    // The first that is found counts: browsers also name those that they descend from.
    private static readonly (string Mark, string Name)[] _browsers =
        [("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];

    private static readonly (string Mark, string Name)[] _systems =
        [("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux")];

    /// <summary>Such as <c>Firefox on Linux</c>; of a program, what it says first; empty where nothing is known.</summary>
    public static string Of(string userAgent)
    {
        var browser = Find(_browsers, userAgent);
        var system = Find(_systems, userAgent);
        return browser is null ? userAgent.Split(' ', 2)[0]
            : system is null ? browser
            : $"{browser} on {system}";
    }

    private static string? Find((string Mark, string Name)[] known, string text)
        => Array.Find(known, one => text.Contains(one.Mark, StringComparison.Ordinal)).Name;
}
