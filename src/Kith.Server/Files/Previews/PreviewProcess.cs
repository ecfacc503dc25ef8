using System.Buffers.Binary;
using System.Diagnostics;
using Kith.Store.Files;

namespace Kith.Server.Files.Previews;

/// <summary>What a process that draws may cost.</summary>
public sealed record PreviewLimits
{
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(30);
    /// <summary>Bytes of memory that it may hold.</summary>
    public long Memory { get; init; } = 768L * 1024 * 1024;
    /// <summary>How often it is looked at.</summary>
    public TimeSpan Look { get; init; } = TimeSpan.FromMilliseconds(50);
}

/// <summary>Has pictures drawn by a process of Kith's own program that knows nothing: no settings, no secrets, no environment. One that a picture kills or keeps too long harms nobody, and that picture has no preview.</summary>
public sealed partial class PreviewProcess(PreviewLimits limits, TimeProvider clock, ILogger<PreviewProcess> log) : IPreviewMaker
{
    // More than any preview has.
    private const int MostOfAPreview = 8 * 1024 * 1024;

    // What .NET itself needs to be found; nothing of Kith's.
    private static readonly string[] Passed = ["DOTNET_ROOT", "DOTNET_ROOT_X64", "DOTNET_ROOT_ARM64", "SystemRoot"];

    public async Task<Store.Files.Previews> MakeAsync(Stream picture, CancellationToken cancellation)
    {
        if (picture.Length > PreviewCommand.MostBytes)
            return Store.Files.Previews.None;
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var process = Process.Start(StartInfo()) ?? throw new InvalidOperationException("Kith's own program cannot be started.");
        var watch = WatchAsync(process, time.Token);
        try
        {
            return await TalkAsync(process, picture, time.Token);
        }
        // It ended before it had answered, or was ended: the picture is at fault.
        catch (Exception error) when (!cancellation.IsCancellationRequested && error is EndOfStreamException or InvalidDataException or OperationCanceledException)
        {
            var kind = error.GetType().Name;
            Ended(log, kind);
            return Store.Files.Previews.None;
        }
        finally
        {
            await time.CancelAsync();
            End(process);
            await watch;
        }
    }

    /// <summary>How the process is started.</summary>
    public static ProcessStartInfo StartInfo()
    {
        var program = Environment.ProcessPath ?? "dotnet";
        var own = Path.GetFileNameWithoutExtension(program) == "kith";
        var start = own ? new ProcessStartInfo(program) : new ProcessStartInfo(Path.GetFileNameWithoutExtension(program) == "dotnet" ? program : "dotnet", [typeof(PreviewProcess).Assembly.Location]);
        start.ArgumentList.Add("preview");
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError, start.UseShellExecute, start.WorkingDirectory) = (true, true, true, false, Path.GetTempPath());
        start.Environment.Clear();
        foreach (var name in Passed)
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
                start.Environment[name] = value;
        }
        // Nobody attaches to it, and what it holds itself is small beside the picture.
        (start.Environment["DOTNET_EnableDiagnostics"], start.Environment["DOTNET_GCHeapHardLimit"], start.Environment["DOTNET_gcServer"]) = ("0", "0x14000000", "0");
        return start;
    }

    private static async Task<Store.Files.Previews> TalkAsync(Process process, Stream picture, CancellationToken cancellation)
    {
        // What it complains of is drained and not read: it may hold anything.
        var complaints = process.StandardError.BaseStream.CopyToAsync(Stream.Null, cancellation);
        try
        {
            await picture.CopyToAsync(process.StandardInput.BaseStream, cancellation);
            process.StandardInput.Close();
        }
        // It ended before it had read everything; its answer tells.
        catch (IOException)
        {
        }
        var answer = process.StandardOutput.BaseStream;
        var previews = new Store.Files.Previews(await ReadAsync(answer, cancellation), await ReadAsync(answer, cancellation));
        await process.WaitForExitAsync(cancellation);
        await complaints;
        return previews;
    }

    private static async Task<byte[]> ReadAsync(Stream answer, CancellationToken cancellation)
    {
        var head = new byte[sizeof(int)];
        await answer.ReadExactlyAsync(head, cancellation);
        var length = BinaryPrimitives.ReadInt32BigEndian(head);
        if (length is < 0 or > MostOfAPreview)
            throw new InvalidDataException();
        var bytes = new byte[length];
        await answer.ReadExactlyAsync(bytes, cancellation);
        return bytes;
    }

    // Ends it where it takes too long or too much.
    private async Task WatchAsync(Process process, CancellationToken done)
    {
        var began = clock.GetTimestamp();
        while (!done.IsCancellationRequested && !process.HasExited)
        {
            process.Refresh();
            if (clock.GetElapsedTime(began) > limits.Time || Memory(process) > limits.Memory)
                End(process);
            await Task.Delay(limits.Look, clock, done).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static long Memory(Process process)
    {
        try
        {
            return process.WorkingSet64;
        }
        // It ended in between.
        catch (InvalidOperationException)
        {
            return 0;
        }
    }

    private static void End(Process process)
    {
        try
        {
            process.Kill();
        }
        // It ended by itself.
        catch (InvalidOperationException)
        {
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "A picture has no preview, because what draws it ended ({Error})")]
    private static partial void Ended(ILogger log, string error);
}
