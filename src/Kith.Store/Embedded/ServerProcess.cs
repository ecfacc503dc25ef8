using System.Diagnostics;

namespace Kith.Store.Embedded;

/// <summary>A PostgreSQL that we started: the process itself and what stands between it and us.</summary>
internal abstract class ServerProcess : IDisposable
{
    /// <summary>The process id of the server itself.</summary>
    public abstract int Id { get; }

    /// <summary>Ends when the server is gone, or when we can no longer tell.</summary>
    public abstract Task Exited { get; }

    /// <summary>Asks the server to end its sessions, write everything and stop; at once and without writing when <paramref name="hard"/>.</summary>
    public abstract Task RequestStopAsync(bool hard, CancellationToken cancellationToken);

    /// <inheritdoc />
    public abstract void Dispose();
}

/// <summary>
/// A server under a small shell that reads a pipe which only we hold open. However our process ends, the pipe ends with it, and
/// the shell interrupts the server, which then stops cleanly: no orphan stays behind.
/// </summary>
internal sealed class UnixServerProcess : ServerProcess
{
    // Own session: Ctrl+C in a terminal goes to the whole process group, but the server must outlive the requests we still answer.
    // The shell and its watcher ignore those signals for systems that lack setsid.
    private const string Script = """
        trap '' INT QUIT HUP
        log=$1; shift
        if command -v setsid >/dev/null 2>&1; then set -- setsid "$@"; else set -m; fi
        exec 3<&0
        "$@" </dev/null >"$log" 2>&1 3<&- &
        server=$!
        echo "$server"
        exec >/dev/null 2>&1
        (while read -r signal <&3; do kill -s "$signal" "$server"; done; kill -s INT "$server") &
        watcher=$!
        exec 3<&-
        wait "$server"
        code=$?
        kill -s TERM "$watcher"
        exit "$code"
        """;

    private readonly Process shell;

    private UnixServerProcess(Process shell, int id)
    {
        this.shell = shell;
        Id = id;
        Exited = shell.WaitForExitAsync(CancellationToken.None);
    }

    public override int Id { get; }

    public override Task Exited { get; }

    public static async Task<UnixServerProcess> StartAsync(
        IReadOnlyList<string> command, string cluster, string log, CancellationToken cancellationToken)
    {
        var child = new Process { StartInfo = ChildProgram.Describe(["/bin/sh", "-c", Script, "kith-postgres", log, .. command], cluster) };
        child.StartInfo.RedirectStandardInput = true;
        child.Start();
        var line = await child.StandardOutput.ReadLineAsync(cancellationToken);
        return int.TryParse(line, System.Globalization.CultureInfo.InvariantCulture, out var id)
            ? new UnixServerProcess(child, id)
            : throw new DatabaseUnusableException($"PostgreSQL could not be started: the shell did not run {command[0]}.");
    }

    public override async Task RequestStopAsync(bool hard, CancellationToken cancellationToken)
    {
        try
        {
            await shell.StandardInput.WriteAsync((hard ? "QUIT\n" : "INT\n").AsMemory(), cancellationToken);
            await shell.StandardInput.FlushAsync(cancellationToken);
        }
        catch (IOException)
        {
            // The shell is gone, and with it the server.
        }
    }

    public override void Dispose()
    {
        try
        {
            shell.StandardInput.Dispose();
        }
        catch (IOException)
        {
            // The same.
        }

        shell.Dispose();
    }
}

/// <summary>A server on Windows, where its own control program starts it: it also gives up an administrator's rights.</summary>
internal sealed class WindowsServerProcess : ServerProcess
{
    private readonly Process process;
    private readonly string control;
    private readonly string cluster;

    private WindowsServerProcess(Process process, string control, string cluster)
    {
        (this.process, this.control, this.cluster) = (process, control, cluster);
        Exited = process.WaitForExitAsync(CancellationToken.None);
    }

    public override int Id => process.Id;

    public override Task Exited { get; }

    public static async Task<WindowsServerProcess> StartAsync(
        string control, string cluster, string log, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var options = string.Join(' ', arguments.Select(argument => argument.StartsWith('-') ? argument : $"\"{argument}\""));
        using var start = new Process
        {
            // Not through ChildProgram: the server inherits the pipes, and reading them to their end would wait for the server.
            StartInfo = new ProcessStartInfo(control, ["start", "-w", "-t", "600", "-s", "-D", cluster, "-l", log, "-o", options])
            {
                UseShellExecute = false,
                CreateNoWindow = true,
            },
        };
        start.Start();
        await start.WaitForExitAsync(cancellationToken);
        return start.ExitCode == 0 && PostmasterFile.Read(cluster) is { } noted
            ? new WindowsServerProcess(Process.GetProcessById(noted.ProcessId), control, cluster)
            : throw new DatabaseUnusableException($"PostgreSQL could not be started; see {log}.");
    }

    public override async Task RequestStopAsync(bool hard, CancellationToken cancellationToken) =>
        await ChildProgram.RunAsync(
            [control, "stop", "-W", "-s", "-D", cluster, "-m", hard ? "immediate" : "fast"], cluster, cancellationToken);

    public override void Dispose() => process.Dispose();
}
