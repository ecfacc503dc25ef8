using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Kith.Store.Tests.Records;

/// <summary>
/// The plans that PostgreSQL really ran, statements inside functions too: <c>auto_explain</c> tells them as notices to a role that is a member of
/// the application's, and so stands under the same policies.
/// </summary>
public sealed class PlanLog : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<JsonElement> _plans = new();

    /// <summary>A data source whose statements are explained here.</summary>
    public static async Task<(PlanLog Log, NpgsqlDataSource Source)> OfAsync(NpgsqlDataSource owner, NpgsqlDataSource app)
    {
        var settings = new NpgsqlConnectionStringBuilder(app.ConnectionString);
        var role = "plans_" + Path.GetRandomFileName()[..8];
        await using (var command = owner.CreateCommand($"""
            create role {role} login password 'plans' in role "{settings.Username}";
            alter role {role} set session_preload_libraries = 'auto_explain';
            alter role {role} set auto_explain.log_min_duration = 0;
            alter role {role} set auto_explain.log_level = 'notice';
            alter role {role} set auto_explain.log_format = 'json';
            alter role {role} set auto_explain.log_nested_statements = on;
            """))
        {
            await command.ExecuteNonQueryAsync();
        }
        var log = new PlanLog();
        var builder = new NpgsqlDataSourceBuilder(new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Username = role, Password = "plans" }.ConnectionString);
        builder.UseLoggerFactory(log);
        return (log, builder.Build());
    }

    /// <summary>The nodes of all plans since the last call, as the index they use or the kind and table of a node without one, and what they filter.</summary>
    public IReadOnlyList<string> Take()
    {
        var nodes = new List<string>();
        while (_plans.TryDequeue(out var plan))
            Collect(plan.GetProperty("Plan"), nodes);
        return nodes;
    }

    private static void Collect(JsonElement node, List<string> nodes)
    {
        if (node.TryGetProperty("Index Name", out var index))
            nodes.Add(index.GetString()!);
        else if (node.TryGetProperty("Relation Name", out var table))
            nodes.Add($"{node.GetProperty("Node Type").GetString()} {table.GetString()}");
        else
            nodes.Add(node.GetProperty("Node Type").GetString()!);
        if (node.TryGetProperty("Filter", out var filter))
            nodes.Add($"Filter {filter.GetString()}");
        if (!node.TryGetProperty("Plans", out var inner))
            return;
        foreach (var child in inner.EnumerateArray())
            Collect(child, nodes);
    }

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var text = formatter(state, exception);
        var at = text.IndexOf("plan:", StringComparison.Ordinal);
        if (at >= 0 && text.IndexOf('{', at) is var from and >= 0)
            _plans.Enqueue(JsonDocument.Parse(text[from..(text.LastIndexOf('}') + 1)]).RootElement);
    }

    public bool IsEnabled(LogLevel logLevel) => true;
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;
    public ILogger CreateLogger(string categoryName) => this;
    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();
    public void Dispose() => _plans.Clear();
}
