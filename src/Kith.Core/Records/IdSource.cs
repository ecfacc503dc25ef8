using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Kith.Core.Records;

/// <summary>Makes ids: UUIDv7 (RFC 9562) that rise within this process, so that new rows land at the end of an index.</summary>
public sealed class IdSource(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private long _milliseconds;
    private int _counter;

    /// <summary>A new id, larger than every one made before by this source.</summary>
    public Guid Next()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes[8..]);
        long milliseconds;
        int counter;
        lock (_gate)
        {
            var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
            if (now > _milliseconds)
                (_milliseconds, _counter) = (now, 0);
            else if (++_counter > 0xFFF)
                (_milliseconds, _counter) = (_milliseconds + 1, 0);
            (milliseconds, counter) = (_milliseconds, _counter);
        }
        BinaryPrimitives.WriteInt64BigEndian(bytes, milliseconds << 16);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[6..], (ushort)(0x7000 | counter));
        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3F));
        return new Guid(bytes, bigEndian: true);
    }
}
