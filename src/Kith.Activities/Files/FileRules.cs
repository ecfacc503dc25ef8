using Kith.Core.Files;
using Kith.Core.Modules;

namespace Kith.Activities.Files;

/// <summary>What always holds for files.</summary>
internal static class FileRules
{
    // Who reads a file follows from what it is about, which would have no end among these.
    private static readonly string[] Followers = ["file", "comment", "reaction"];

    /// <summary>A name shows what it is.</summary>
    public static void NameIsClean(StoredFile file, Draft draft)
    {
        if (file.Name.Length > 0 && FileNames.Clean(file.Name) is var clean && clean != file.Name)
            file.Name = clean ?? "";
    }

    /// <summary>Files are about records, not about each other.</summary>
    public static void IsAboutARecord(StoredFile file, Draft draft)
    {
        if (file.Regarding is { } regarding && Followers.Contains(regarding.Type))
            draft.Problems.Add("regarding", "file.about_file");
    }
}
