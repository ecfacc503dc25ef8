using System.Buffers.Binary;
using System.Text;

namespace Kith.Store.Transfer.Sheets;

/// <summary>
/// The texts that the cells of a workbook share. They lie in a file of their own that goes with this object, so that memory does not grow
/// with them; nobody else may read it.
/// </summary>
internal sealed class SharedTexts : IDisposable
{
    private const int Entry = 12;
    private const int Recent = 4_096;

    private readonly FileStream? _bytes, _places;
    private readonly (int Index, string Text)[] _recent = new (int, string)[Recent];

    private SharedTexts(FileStream? bytes, FileStream? places) => (_bytes, _places) = (bytes, places);

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>No texts at all.</summary>
    public static SharedTexts None { get; } = new(null, null);

    /// <summary>Reads them from the part of a workbook (ECMA-376 part 1, 18.4.9).</summary>
    public static SharedTexts Of(PartReader part, CancellationToken cancellation)
    {
        var texts = new SharedTexts(Scratch(), Scratch());
        try
        {
            while (part.Read())
            {
                cancellation.ThrowIfCancellationRequested();
                if (part.IsStart("si"))
                    texts.Add(SheetText.Read(part, "si"));
            }
            texts._bytes!.Flush();
            texts._places!.Flush();
            return texts;
        }
        catch
        {
            texts.Dispose();
            throw;
        }
    }

    private static FileStream Scratch()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose, BufferSize = 1 << 16 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), options);
    }

    private void Add(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> place = stackalloc byte[Entry];
        BinaryPrimitives.WriteInt64LittleEndian(place, _bytes!.Position);
        BinaryPrimitives.WriteInt32LittleEndian(place[8..], bytes.Length);
        _bytes.Write(bytes);
        _places!.Write(place);
        Count++;
    }

    /// <summary>One of them, from 0; null when there is none of the number.</summary>
    public string? Find(int index)
    {
        if (index < 0 || index >= Count)
            return null;
        ref var recent = ref _recent[index % Recent];
        if (recent.Text is null || recent.Index != index)
            recent = (index, Read(index));
        return recent.Text;
    }

    private string Read(int index)
    {
        Span<byte> place = stackalloc byte[Entry];
        RandomAccess.Read(_places!.SafeFileHandle, place, (long)index * Entry);
        var bytes = new byte[BinaryPrimitives.ReadInt32LittleEndian(place[8..])];
        RandomAccess.Read(_bytes!.SafeFileHandle, bytes, BinaryPrimitives.ReadInt64LittleEndian(place));
        return Encoding.UTF8.GetString(bytes);
    }

    public void Dispose()
    {
        _bytes?.Dispose();
        _places?.Dispose();
    }
}
