namespace Switchboard.Configuration.Model;

/// <summary>What an option consists of.</summary>
internal enum OptionKind
{
    /// <summary>Further options.</summary>
    Section,

    /// <summary>Sections by name.</summary>
    SectionMap,

    /// <summary>A list of sections.</summary>
    SectionList,

    /// <summary>A list of texts.</summary>
    TextList,

    /// <summary>Texts by name.</summary>
    TextMap,

    /// <summary>A set of names of a fixed list.</summary>
    ChoiceSet,

    /// <summary>One name of a fixed list.</summary>
    Choice,

    /// <summary>A whole number.</summary>
    WholeNumber,

    /// <summary>True or false.</summary>
    Flag,

    /// <summary>Any text.</summary>
    Text,
}
