using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Kith.Store.Embedded;

/// <summary>
/// Deals with what an earlier process left on a cluster: a server that still runs is taken over by stopping it cleanly, so that
/// the next one starts with our settings and under our watch; a note of a server that is gone must not keep ours from starting.
/// </summary>
internal sealed class LeftoverServer(PostgresCluster cluster, PostgresAccount account, PostgresBinaries binaries, ILogger logger, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public async Task ClearAsync(CancellationToken cancellationToken)
    {
        if (PostmasterFile.Read(cluster.Directory) is not { } noted)
        {
            return;
        }

        if (Serves(noted.ProcessId))
        {
            EmbeddedLog.TakingOver(logger, noted.ProcessId);
            await StopAsync(noted.ProcessId, cancellationToken);
        }
        else if (Exists(noted.ProcessId))
        {
            await cluster.DisownAsync(account, cancellationToken);
        }
    }

    private async Task StopAsync(int processId, CancellationToken cancellationToken)
    {
        foreach (var hard in (bool[])[false, true])
        {
            string[] command = OperatingSystem.IsWindows()
                ? [binaries.Program("pg_ctl"), "stop", "-W", "-s", "-D", cluster.Directory, "-m", hard ? "immediate" : "fast"]
                : ["/bin/sh", "-c", "kill -s \"$1\" \"$2\"", "kill", hard ? "QUIT" : "INT", processId.ToString(CultureInfo.InvariantCulture)];
            await ChildProgram.RunAsync(command, cluster.Directory, cancellationToken);
            var began = time.GetTimestamp();
            while (Serves(processId))
            {
                if (time.GetElapsedTime(began) > Patience)
                {
                    break;
                }

                await Task.Delay(Pause, time, cancellationToken);
            }
        }

        if (Serves(processId))
        {
            throw new DatabaseUnusableException(
                $"A PostgreSQL of an earlier start (process {processId}) uses {cluster.Directory} and does not stop. End it, then start Kith again.");
        }
    }

    private bool Serves(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            if (process.HasExited || !process.ProcessName.StartsWith("postgres", StringComparison.Ordinal))
            {
                return false;
            }
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false;
        }

        // The server's working directory is its cluster, by whatever path one comes to it. Elsewhere the name has to do.
        return !OperatingSystem.IsLinux()
            || (PostmasterFile.Read($"/proc/{processId}/cwd") is { } its && its.SameServer(PostmasterFile.Read(cluster.Directory)));
    }

    private static bool Exists(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            return false;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return true; // It is there, but someone else's.
        }
    }
}
