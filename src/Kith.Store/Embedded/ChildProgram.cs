using System.Diagnostics;

namespace Kith.Store.Embedded;

/// <summary>What a program that ran to its end left behind.</summary>
internal sealed record ProgramResult(int ExitCode, string Output, string Errors)
{
    public bool Succeeded => ExitCode == 0;

    /// <summary>What the program complained about, on one line.</summary>
    public string Complaint
    {
        get
        {
            var text = string.IsNullOrWhiteSpace(Errors) ? Output : Errors;
            var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            return lines.Length == 0 ? $"exit code {ExitCode}" : string.Join(' ', lines.TakeLast(5));
        }
    }
}

/// <summary>Runs the small programs around PostgreSQL, always with an environment of its own.</summary>
internal static class ChildProgram
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>Runs a program to its end and returns what it wrote; does not throw for a failing exit code.</summary>
    public static async Task<ProgramResult> RunAsync(
        IReadOnlyList<string> command, string home, CancellationToken cancellationToken)
    {
        using var process = new Process { StartInfo = Describe(command, home) };
        process.StartInfo.RedirectStandardInput = true;
        process.StartInfo.RedirectStandardError = true;
        process.Start();
        process.StandardInput.Close();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return new ProgramResult(process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            throw new DatabaseUnusableException($"The program {command[0]} did not end within {Limit.TotalMinutes} minutes.");
        }
    }

    /// <summary>Describes a program with standard output redirected and, on Unix, nothing of our environment.</summary>
    public static ProcessStartInfo Describe(IReadOnlyList<string> command, string home)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
            CreateNoWindow = true,
            WorkingDirectory = Path.GetPathRoot(Path.GetFullPath(home))!,
        };
        if (!OperatingSystem.IsWindows())
        {
            // Our environment holds secrets (KITH_DATABASE, mail passwords) and PG* variables that would steer the server.
            start.Environment.Clear();
            start.Environment["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
            start.Environment["HOME"] = home;
            start.Environment["LC_ALL"] = "C";
        }

        return start;
    }
}
