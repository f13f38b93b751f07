using System.ComponentModel.DataAnnotations;

namespace Switchboard.Configuration;

/// <content>Mutable publications: <see cref="Mutable"/> is true.</content>
public sealed partial class NamespaceOptions
{
    /// <summary>Whether publications can be appended to, replaced, deleted and ended. Each has an id then. Only stream channels with <see cref="HistorySize"/>.</summary>
    public bool Mutable { get; set; }

    /// <summary>Who may change publications that others wrote. Who wrote one may change it as long as they may publish.</summary>
    public Audience AllowEdit { get; set; } = Audience.Service;

    /// <summary>How many publications of a mutable channel are kept whole, beside those that are open, for <see cref="HistoryAgeSeconds"/> after their last change.</summary>
    [Range(1, 100_000)]
    public int MutableSize { get; set; } = 100;

    /// <summary>How many publications of a mutable channel may be open at a time. A further one gets error 106.</summary>
    [Range(1, 100_000)]
    public int MutableOpen { get; set; } = 100;

    /// <summary>How many bytes of data a publication of a mutable channel may have with all that is appended. More gets error 106. Must not be above <c>limits.replyBytes</c> and <c>limits.outboundQueueBytes</c>: whoever comes is sent the whole.</summary>
    [Range(1, 1_073_741_824)]
    public int MutableBytes { get; set; } = 524_288;

    /// <summary>How long, in seconds, a publication of a mutable channel stays open without a change; it is broken then. Less than <see cref="HistoryAgeSeconds"/>.</summary>
    [Range(1, 86_400)]
    public int AppendTimeoutSeconds { get; set; } = 60;
}
