using Microsoft.Extensions.Logging;

namespace Kith.Store.Embedded;

/// <summary>What the embedded PostgreSQL tells the log.</summary>
internal static partial class EmbeddedLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Making a new PostgreSQL {Version} cluster in {Directory}.")]
    public static partial void Creating(ILogger logger, string version, string directory);

    [LoggerMessage(Level = LogLevel.Information, Message = "PostgreSQL {Version} runs (process {ProcessId}), ready after {Elapsed}.")]
    public static partial void Started(ILogger logger, string version, int processId, TimeSpan elapsed);

    [LoggerMessage(Level = LogLevel.Information, Message = "PostgreSQL is stopped.")]
    public static partial void Stopped(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "A PostgreSQL of an earlier start still runs (process {ProcessId}); taking over.")]
    public static partial void TakingOver(ILogger logger, int processId);

    [LoggerMessage(Level = LogLevel.Information, Message = "PostgreSQL is still recovering after {Seconds} s.")]
    public static partial void Recovering(ILogger logger, long seconds);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Directory} now lets other accounts pass through (not read), because PostgreSQL does not run as root and its data lies below.")]
    public static partial void WayOpened(ILogger logger, string directory);

    [LoggerMessage(Level = LogLevel.Warning, Message = "PostgreSQL (process {ProcessId}) ended by itself; starting it again.")]
    public static partial void EndedByItself(ILogger logger, int processId);

    [LoggerMessage(Level = LogLevel.Error, Message = "PostgreSQL could not be started again; next try in {Seconds} s.")]
    public static partial void RestartFailed(ILogger logger, Exception problem, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "PostgreSQL did not stop within {Seconds} s; stopping it hard. It recovers at the next start.")]
    public static partial void StoppingHard(ILogger logger, double seconds);
}
