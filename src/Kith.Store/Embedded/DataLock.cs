using System.Globalization;

namespace Kith.Store.Embedded;

/// <summary>Holds a data directory for one process; the system lets go of it however the process ends.</summary>
internal sealed class DataLock : IDisposable
{
    // A server that is just stopping gets this long to finish.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly FileStream file;

    private DataLock(FileStream file) => this.file = file;

    public static async Task<DataLock> TakeAsync(string directory, TimeProvider time, CancellationToken cancellationToken)
    {
        var path = Path.Combine(directory, "lock");
        // Beside the lock, because a locked file cannot be read.
        var holder = Path.Combine(directory, "lock.holder");
        var began = time.GetTimestamp();
        FileStream? taken = null;
        while (taken is null)
        {
            try
            {
                taken = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (time.GetElapsedTime(began) < Patience)
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
            catch (IOException problem)
            {
                var process = File.Exists(holder) ? $" (process {await File.ReadAllTextAsync(holder, cancellationToken)})" : "";
                throw new DatabaseUnusableException(
                    $"Another Kith{process} is using {directory}. Stop it first, or set KITH_DATA to another directory.", problem);
            }
        }

        var held = new DataLock(taken);
        await File.WriteAllTextAsync(holder, Environment.ProcessId.ToString(CultureInfo.InvariantCulture), cancellationToken);
        return held;
    }

    public void Dispose() => file.Dispose();
}
