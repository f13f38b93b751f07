using System.Buffers;
using System.Text;
using Switchboard.Wire.Centrifuge;
using Switchboard.Wire.Tests.Support;

namespace Switchboard.Wire.Tests.Centrifuge;

/// <summary>The hot path: a publication read once and written once for each protocol.</summary>
public sealed class CodecAllocationTests
{
    private const int Rounds = 20;
    private const int Repetitions = 100;

    private static readonly PublicationPush _push = new("news", new Publication
    {
        Data = Encoding.UTF8.GetBytes("{\"text\":\"hello\"}"),
        Publisher = new ClientInfo("42", "c-1"),
        Offset = 7,
        Epoch = "e",
        Time = DateTimeOffset.UnixEpoch.AddDays(1),
    });

    public static TheoryData<ICentrifugeCodec> Codecs => [CentrifugeJsonCodec.Instance, CentrifugeProtobufCodec.Instance];

    [Theory]
    [MemberData(nameof(Codecs))]
    public void WritePush_Publication_AllocatesNothing(ICentrifugeCodec codec)
    {
        var output = new ArrayBufferWriter<byte>(4096);

        var allocated = AllocatedBy(() =>
        {
            output.ResetWrittenCount();
            codec.WritePush(output, _push);
        });

        Assert.Equal(0, allocated);
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public void Read_Publish_AllocatesTheCommandAlone(ICentrifugeCodec codec)
    {
        var vector = WireVector.Load("commands.json")["publish"];
        var message = codec is CentrifugeJsonCodec ? vector.JsonBytes : vector.ProtobufBytes;
        var expected = VectorMessages.Commands["publish"] as PublishCommand;

        var allocated = AllocatedBy(() =>
        {
            ReadOnlyMemory<byte> input = message;
            codec.Read(ref input, out _);
        });

        Assert.Equal(AllocatedBy(() => Copy(expected!)), allocated);
    }

    private static PublishCommand Copy(PublishCommand command) =>
        new(command.Id, new string(command.Channel.AsSpan()), command.Data.ToArray(), command.Type);

    /// <summary>The least of several rounds: a collection or the compiler may add to one of them, nothing takes away.</summary>
    private static long AllocatedBy(Action action) => Enumerable.Range(0, Rounds).Min(_ => AllocatedInRoundBy(action));

    private static long AllocatedInRoundBy(Action action)
    {
        action();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Repetitions; i++)
        {
            action();
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / Repetitions;
    }
}
