using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Switchboard.Transports.Sockets;

/// <summary>Linux's epoll(7), level-triggered: tells which of many sockets can be read.</summary>
/// <remarks>Sockets may be added and removed by any thread; <see cref="Wait"/> belongs to one.</remarks>
internal sealed partial class Epoll : IDisposable
{
    private const int CloseOnExec = 0x80000;
    private const int ControlAdd = 1;
    private const int ControlDelete = 2;
    private const uint Readable = 0x001;
    private const int Interrupted = 4;
    private const int MaxEvents = 256;

    // The kernel packs struct epoll_event on x86-64 only.
    private static readonly int _dataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int _eventSize = _dataOffset + sizeof(ulong);

    private readonly SafeFileHandle _handle;
    private readonly byte[] _events = new byte[MaxEvents * _eventSize];

    public Epoll()
    {
        _handle = EpollCreate(CloseOnExec);
        if (_handle.IsInvalid)
        {
            throw new Win32Exception();
        }
    }

    /// <summary>Watches a socket until it is removed.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="key">What <see cref="KeyAt"/> says when it can be read.</param>
    public void Add(SafeHandle socket, ulong key)
    {
        Span<byte> change = stackalloc byte[_eventSize];
        BitConverter.TryWriteBytes(change, Readable);
        BitConverter.TryWriteBytes(change[_dataOffset..], key);
        if (EpollControl(_handle, ControlAdd, socket, change) != 0)
        {
            throw new Win32Exception();
        }
    }

    /// <summary>Watches a socket no more. Nothing happens where it is closed already.</summary>
    public void Remove(SafeHandle socket)
    {
        Span<byte> change = stackalloc byte[_eventSize];
        try
        {
            _ = EpollControl(_handle, ControlDelete, socket, change);
        }
        catch (ObjectDisposedException)
        {
            // The kernel forgot it when it was closed.
        }
    }

    /// <summary>Waits until sockets can be read.</summary>
    /// <returns>How many; 0 when the time is up.</returns>
    public int Wait(int milliseconds)
    {
        var count = EpollWait(_handle, _events, MaxEvents, milliseconds);
        return count >= 0 ? count : Marshal.GetLastPInvokeError() == Interrupted ? 0 : throw new Win32Exception();
    }

    /// <summary>The key of a socket that <see cref="Wait"/> found.</summary>
    public ulong KeyAt(int index) => BitConverter.ToUInt64(_events, (index * _eventSize) + _dataOffset);

    public void Dispose() => _handle.Dispose();

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial SafeFileHandle EpollCreate(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int EpollControl(SafeHandle epoll, int operation, SafeHandle socket, Span<byte> change);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static partial int EpollWait(SafeHandle epoll, byte[] events, int maxEvents, int milliseconds);
}
