namespace Switchboard.Wire.Centrifuge;

/// <summary>Bounds the filters of one command, so that neither reading nor evaluating them can be made expensive.</summary>
internal struct TagFilterLimit
{
    private const int MaxNodes = 100;

    private int _nodes;

    /// <summary>Counts a node.</summary>
    /// <exception cref="FormatException">The filter has too many.</exception>
    public void CountNode()
    {
        if (++_nodes > MaxNodes)
        {
            throw new FormatException("The tag filter has too many nodes.");
        }
    }
}
