using System.Text;
using Kith.Core.Problems;

namespace Kith.Store.Transfer.Sheets;

/// <summary>Tells workbooks by their first bytes, and says what to do with those that cannot be read.</summary>
internal static class Workbooks
{
    private const int OleSearched = 1 << 20;

    /// <summary>True for a ZIP file, which a workbook of Excel is. Refuses the older kinds by name. The stream can seek, and stands where it stood afterwards.</summary>
    /// <exception cref="ProblemException">It is a workbook of another kind, or protected with a password.</exception>
    public static bool Detect(System.IO.Stream stream)
    {
        var start = stream.Position;
        var head = new byte[8];
        var read = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        try
        {
            if (head is [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1])
                throw IsLocked(stream) ? new ProblemException(Problem.Field("file", "import.workbook_locked")) : Other("Excel 97–2003, .xls");
            return read >= 4 && head is [(byte)'P', (byte)'K', 3, 4, ..];
        }
        finally
        {
            stream.Position = start;
        }
    }

    /// <summary>A workbook of a kind that Kith does not read.</summary>
    public static ProblemException Other(string kind) => new(Problem.Field("file", "import.workbook_other", kind));

    /// <summary>A workbook that is not written as one.</summary>
    /// <param name="part">Name of the part that is not.</param>
    public static ProblemException Broken(string part) => new(Problem.Field("file", "import.workbook_broken", part));

    // Both lie in the container of older office files; what is encrypted has a stream of this name (ECMA-376 2, MS-OFFCRYPTO 2.3.4).
    private static bool IsLocked(System.IO.Stream stream)
    {
        var bytes = new byte[OleSearched];
        var read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return bytes.AsSpan(0, read).IndexOf(Encoding.Unicode.GetBytes("EncryptedPackage")) >= 0;
    }
}
