using Kith.Store.Files;
using Kith.Store.Jobs;

namespace Kith.Server;

/// <summary>Where this installation keeps files.</summary>
internal static class FileServices
{
    /// <summary>Adds what receives, keeps and removes files, in the folder <c>files</c> of the data.</summary>
    public static void AddFiles(this IServiceCollection services, KithSettings settings)
    {
        var folder = Path.Combine(settings.DataDirectory, "files");
        services.AddSingleton(new FileIntake(Path.Combine(folder, "incoming"), settings.FileMegabytes * 1024L * 1024)).AddSingleton<IFileStore>(new LocalFiles(folder));
        services.AddSingleton<StoredFiles>().AddSingleton<JobHandler, FileSweep>();
    }
}
