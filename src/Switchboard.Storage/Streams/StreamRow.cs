using System.Security.Cryptography;

namespace Switchboard.Storage.Streams;

/// <summary>A stream as the database has it, and as a transaction changes it. Belongs to the writer.</summary>
internal sealed class StreamRow
{
    private const string EpochLetters = "abcdefghijkmnpqrstuvwxyz23456789";
    private const int EpochLength = 8;

    /// <summary>The key that its publications refer to.</summary>
    public long Id { get; set; }

    /// <summary>The channel.</summary>
    public string Channel { get; set; } = "";

    /// <summary>The epoch; empty before the first.</summary>
    public string Epoch { get; set; } = "";

    /// <summary>The number before the first publication of the epoch: number less base is offset.</summary>
    public long Base { get; set; }

    /// <summary>The number of the newest publication. Only ever grows.</summary>
    public long Last { get; set; }

    /// <summary>Publications up to this number are gone for readers.</summary>
    public long Floor { get; set; }

    /// <summary>Publications up to this number are gone from the disk.</summary>
    public long Swept { get; set; }

    /// <summary>The newest version published; 0 for none. The bits of an unsigned number.</summary>
    public long Version { get; set; }

    /// <summary>What versions are compared within.</summary>
    public byte[] VersionEpoch { get; set; } = [];

    /// <summary>Until when the newest publication is kept, in Unix milliseconds.</summary>
    public long KeptUntil { get; set; }

    /// <summary>Until when the position is kept, in Unix milliseconds.</summary>
    public long PositionUntil { get; set; }

    /// <summary>When there may be something to remove, in Unix milliseconds.</summary>
    public long SweepAt { get; set; }

    /// <summary>The newest position.</summary>
    public Position Top => new((ulong)(Last - Base), Epoch);

    /// <summary>Whether the position has outlived its age, or there never was one: an epoch has to begin.</summary>
    public bool IsOver(long now) => PositionUntil <= now;

    /// <summary>Begins an epoch. What was there before is gone.</summary>
    public void BeginEpoch()
    {
        Epoch = RandomNumberGenerator.GetString(EpochLetters, EpochLength);
        Base = Last;
        Floor = Last;
        Version = 0;
        VersionEpoch = [];
        KeptUntil = 0;
        SweepAt = 0;
    }
}
