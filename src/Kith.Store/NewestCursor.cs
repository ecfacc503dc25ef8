using System.Buffers.Binary;
using System.Buffers.Text;
using Kith.Core.Problems;

namespace Kith.Store;

/// <summary>Where a page of a list ended that begins with the newest: when its last entry was made, and which it was.</summary>
internal static class NewestCursor
{
    private const int Length = 24;

    public static string Of(DateTime at, Guid id)
    {
        Span<byte> bytes = stackalloc byte[Length];
        BinaryPrimitives.WriteInt64BigEndian(bytes, at.Ticks);
        id.TryWriteBytes(bytes[8..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <exception cref="ProblemException">The text is no cursor of ours.</exception>
    public static (DateTime At, Guid Id) Read(string text)
    {
        if (!Base64Url.IsValid(text, out var length) || length != Length)
            throw new ProblemException(Problem.Field("after", "bad_cursor"));
        var bytes = Base64Url.DecodeFromChars(text);
        var ticks = BinaryPrimitives.ReadInt64BigEndian(bytes);
        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks)
            throw new ProblemException(Problem.Field("after", "bad_cursor"));
        return (new DateTime(ticks, DateTimeKind.Utc), new Guid(bytes.AsSpan(8)));
    }
}
