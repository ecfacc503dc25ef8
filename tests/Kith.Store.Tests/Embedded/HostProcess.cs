using System.Diagnostics;
using System.Globalization;
using Kith.Store.Embedded;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kith.Store.Tests.Embedded;

/// <summary>A process of its own with an embedded PostgreSQL, so that a test can kill it.</summary>
internal sealed class HostProcess : IDisposable
{
    public const string Verb = "host";

    private readonly Process process;

    private HostProcess(Process process, int postgres) => (this.process, Postgres) = (process, postgres);

    /// <summary>The process id of its PostgreSQL.</summary>
    public int Postgres { get; }

    /// <summary>What the other side does: start, say so, and stay until killed or until the input ends.</summary>
    public static async Task<int> RunAsync(string directory)
    {
        var options = new EmbeddedPostgresOptions { DataDirectory = directory };
        await using var postgres = await EmbeddedPostgres.StartAsync(
            options, NullLogger.Instance, TimeProvider.System, CancellationToken.None);
        await Console.Out.WriteLineAsync(postgres.ProcessId.ToString(CultureInfo.InvariantCulture));
        await Console.In.ReadToEndAsync();
        return 0;
    }

    public static async Task<HostProcess> StartAsync(string directory, params string[] runAs)
    {
        string[] command = [.. runAs, Environment.ProcessPath!, .. EntryAssembly(), Verb, directory];
        var started = Process.Start(new ProcessStartInfo(command[0], command.Skip(1))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["KITH_TEST_SECRET"] = "canary" },
        })!;
        var line = await started.StandardOutput.ReadLineAsync();
        return int.TryParse(line, CultureInfo.InvariantCulture, out var postgres)
            ? new HostProcess(started, postgres)
            : throw new InvalidOperationException($"The host did not start: {line}");
    }

    /// <summary>Ends the process without giving it a chance to do anything about it.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Lets the process end by itself.</summary>
    public async Task<int> EndAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
    }

    // Run as `dotnet tests.dll` the process is dotnet and the assembly comes first; run as `./tests` it is the program itself.
    private static string[] EntryAssembly() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(HostProcess).Assembly.Location] : [];
}
