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
}
