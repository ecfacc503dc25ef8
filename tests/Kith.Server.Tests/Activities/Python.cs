using System.Diagnostics;
using Kith.Server.Tests.OpenApi;

namespace Kith.Server.Tests.Activities;

/// <summary>Scripts of the tests that work with libraries nobody here wrote.</summary>
internal static class Python
{
    /// <summary>What a script answers to an input.</summary>
    /// <param name="script">Its path below <c>tests</c>.</param>
    /// <param name="library">What it imports, which only one of the interpreters may have.</param>
    public static async Task<string> RunAsync(string script, string library, string input)
    {
        var interpreter = (await ExecuteAsync("/usr/bin/python3", ["-c", $"import {library}"], "")).Code == 0 ? "/usr/bin/python3" : "python3";
        var (code, output, errors) = await ExecuteAsync(interpreter, [Path.Combine(NodeTool.Root(), "tests", script)], input);
        Assert.True(code == 0, errors);
        return output;
    }

    internal static async Task<(int Code, string Output, string Errors)> ExecuteAsync(string program, string[] arguments, string input)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }
}
