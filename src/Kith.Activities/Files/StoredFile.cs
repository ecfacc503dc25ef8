using Kith.Core.Records;
using Kith.Core.Types;

namespace Kith.Activities.Files;

/// <summary>A file about any record. Its bytes lie in the file store under the record's id; one that was only named, such as a contract in a drawer, has none.</summary>
[RecordType("file", "files", Icon = "paperclip", Part = true, List = "name,regarding,content_type,size,created_by,created_at")]
public sealed class StoredFile : Record
{
    [Title, Required, MaxLength(Core.Files.FileNames.Longest), ImportNames("file name", "title")] public string Name { get; set; } = "";
    /// <summary>Who may not read it does not read the file either.</summary>
    [Link(Cascade = true, Shelters = true), Required] public RecordReference? Regarding { get; set; }
    [MaxLength(2_000), ImportNames("notes")] public string? Description { get; set; }
    /// <summary>Where it lies, for what is kept elsewhere.</summary>
    [Url, ImportNames("link", "url")] public string? Address { get; set; }
    /// <summary>As its first bytes say.</summary>
    [ReadOnlyField, MaxLength(100)] public string? ContentType { get; set; }
    /// <summary>In bytes; empty where there are none to fetch.</summary>
    [ReadOnlyField] public long? Size { get; set; }
    /// <summary>Of the bytes, in hexadecimal.</summary>
    [ReadOnlyField, MaxLength(64)] public string? Sha256 { get; set; }
    /// <summary>Whether it was looked through for what would harm whoever opens it. While it is pending nobody is given it, and of an infected one the content was removed; an unscanned one came while the installation looked nothing through. Empty for what has no content, and for what came before files were looked through.</summary>
    [ReadOnlyField, Choices("pending", "clean", "infected", "unscanned")] public string? ScanState { get; set; }
    /// <summary>What was found in an infected one, by the name that the scanner has for it.</summary>
    [ReadOnlyField, MaxLength(200)] public string? ScanFinding { get; set; }
}
