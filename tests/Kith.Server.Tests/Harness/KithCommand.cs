using System.Diagnostics;

namespace Kith.Server.Tests.Harness;

/// <summary>What a command line said.</summary>
internal sealed record CommandAnswer(int Code, string Said)
{
    public void Expect(int code, string said) => Assert.True(Code == code && Said.Contains(said, StringComparison.Ordinal), $"{Code}: {Said}");
}

/// <summary>Runs Kith's command line beside the server.</summary>
internal static class KithCommand
{
    public static async Task<CommandAnswer> RunAsync(Installation server, params string[] arguments)
    {
        var secret = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(secret, Installation.Secret);
            var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "kith.dll"), .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
            (start.Environment["KITH_DATABASE"], start.Environment["KITH_SECRET_FILE"]) = (server.OwnerConnection, secret);
            using var process = Process.Start(start)!;
            var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();
            return new CommandAnswer(process.ExitCode, string.Concat(said));
        }
        finally
        {
            File.Delete(secret);
        }
    }
}
