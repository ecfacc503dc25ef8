using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Kith.Server.Tests.Logging;

/// <summary>Keeps the lines of every category, with their values and exceptions.</summary>
/// <param name="keeps">Which lines; all when missing.</param>
internal sealed class LogWatch(Func<string, bool>? keeps = null) : ILoggerProvider
{
    public ConcurrentQueue<string> Lines { get; } = [];

    public ILogger CreateLogger(string categoryName) => new Category(categoryName, this);

    private bool Keeps(string line) => keeps?.Invoke(line) ?? true;

    public void Dispose()
    {
        // Nothing to let go of.
    }

    private sealed class Category(string name, LogWatch watch) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var values = state is IEnumerable<KeyValuePair<string, object?>> named ? string.Join(' ', named.Select(v => $"{v.Key}={v.Value}")) : "";
            var line = $"{logLevel} {name}: {formatter(state, exception)} {values} {exception}";
            if (watch.Keeps(line))
                watch.Lines.Enqueue(line);
        }
    }
}
