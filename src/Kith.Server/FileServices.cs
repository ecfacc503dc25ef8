using Kith.Server.Files;
using Kith.Server.Files.Previews;
using Kith.Server.Files.Scanning;
using Kith.Store.Files;
using Kith.Store.Jobs;

namespace Kith.Server;

/// <summary>Where this installation keeps files.</summary>
internal static class FileServices
{
    private static readonly TimeSpan StoreTime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ScanTime = TimeSpan.FromMinutes(5);

    /// <summary>Adds what receives, keeps and removes files: in the bucket of the settings, or in the folder <c>files</c> of the data.</summary>
    public static void AddFiles(this IServiceCollection services, KithSettings settings)
    {
        var folder = Path.Combine(settings.DataDirectory, "files");
        services.AddSingleton(new FileIntake(Path.Combine(folder, "incoming"), settings.FileMegabytes * 1024L * 1024));
        if (settings.FileStore is { } bucket)
            services.AddSingleton<IFileStore>(s => new S3Files(bucket, StoreTime, s.GetRequiredService<ILogger<S3Files>>()));
        else
            services.AddSingleton<IFileStore>(new LocalFiles(folder));
        services.AddSingleton<IFileScanner>(settings.Clamav is { } clamav ? new Clamav(clamav, ScanTime) : new NoScanner()).AddSingleton<JobHandler, ScanJobs>();
        services.AddSingleton<StoredFiles>().AddSingleton<JobHandler, FileSweep>();
        services.AddSingleton(new PreviewLimits()).AddSingleton<IPreviewMaker, PreviewProcess>().AddSingleton<JobHandler, PreviewJobs>();
    }
}
