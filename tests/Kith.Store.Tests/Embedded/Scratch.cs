using System.Diagnostics;
using System.Globalization;
using Kith.Store.Embedded;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Kith.Store.Tests.Embedded;

/// <summary>A directory for one test, in memory where the system has one, with what tests do to a PostgreSQL in it.</summary>
public sealed class Scratch : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public Scratch()
    {
        Directory = Path.Combine(System.IO.Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"kith-test-{Path.GetRandomFileName()}");
        System.IO.Directory.CreateDirectory(Directory);
    }

    public string Directory { get; }

    public string Cluster => Path.Combine(Directory, "cluster");

    public static bool IsRoot => Environment.IsPrivilegedProcess;

    public Task<EmbeddedPostgres> StartAsync() => StartAsync(new EmbeddedPostgresOptions { DataDirectory = Directory });

    public static Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options) =>
        EmbeddedPostgres.StartAsync(options, NullLogger.Instance, TimeProvider.System, TestContext.Current.CancellationToken);

    public static async Task<T> AskAsync<T>(EmbeddedPostgres postgres, string sql)
    {
        await using var connection = new NpgsqlConnection(Unpooled(postgres));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public static async Task DoAsync(EmbeddedPostgres postgres, string sql)
    {
        await using var connection = new NpgsqlConnection(Unpooled(postgres));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Waits until a condition holds; fails the test when it does not in half a minute.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        var began = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(began.Elapsed < Patience, $"Waited in vain until {what}.");
            await Task.Delay(50);
        }
    }

    public static Task UntilGoneAsync(int process) => UntilAsync(() => Task.FromResult(!IsAlive(process)), $"process {process} is gone");

    public static bool IsAlive(int process)
    {
        var status = $"/proc/{process.ToString(CultureInfo.InvariantCulture)}/stat";
        return File.Exists(status) && !File.ReadAllText(status).Contains(") Z ", StringComparison.Ordinal);
    }

    public static string Run(params string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output.Trim();
    }

    /// <summary>The parent of a process, or 0 when it is gone.</summary>
    public static int ParentOf(int process)
    {
        try
        {
            // The name in brackets may hold blanks; after it come the state and the parent.
            var status = File.ReadAllText($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/stat");
            return int.Parse(status[(status.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    public static void Kill(string signal, params int[] processes) =>
        Run(["sh", "-c", "kill -s \"$@\"", "kill", signal, .. processes.Select(process => process.ToString(CultureInfo.InvariantCulture))]);

    public static int OwnerOf(string path) => int.Parse(Run("stat", "-c", "%u", path), CultureInfo.InvariantCulture);

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);

    // A pool would keep connections to a server that the test kills, and to one that is deleted.
    private static string Unpooled(EmbeddedPostgres postgres) =>
        new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Pooling = false }.ConnectionString;
}
