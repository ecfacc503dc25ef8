using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Kith.Bench.Database;

/// <summary>
/// The statements of a request as a script for pgbench, sent as Kith sends them: prepared, each transaction in one pipeline with one sync at
/// its end. Where requests differ, so do transactions.
/// </summary>
internal sealed partial record PgbenchScript
{
    private const string Separator = "|";
    // A longer value does not fit into pgbench's command line.
    private const int Longest = 2_000;
    private const int Milliseconds = 13;
    private readonly Dictionary<string, string> _variables = [];

    private PgbenchScript() { }

    /// <summary>The script.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Variables that are given once, for all transactions.</summary>
    public IReadOnlyDictionary<string, string> Variables => _variables;

    /// <summary>Where new ids begin, so that a second run makes none of the first.</summary>
    public int FirstId { get; init; }

    /// <param name="choices">The scenario's, and the context.</param>
    /// <param name="id">The id that the watched request made; null where it made none.</param>
    public static PgbenchScript Of(Scenario scenario, IReadOnlyList<Choice> choices, IReadOnlyList<Statement> statements, string? id)
    {
        var script = new PgbenchScript();
        var text = new StringBuilder();
        // Rises over all clients: new ids do, as those that Kith makes.
        text.Append(CultureInfo.InvariantCulture, $"\\set made :made + 1\n\\set tail {100_000_000_000L} + :made * 64 + :client_id\n");
        if (scenario.Numbers is var (from, until))
            text.Append(scenario.InOrder ? $"\\set number {from} + :tail % {until - from + 1}\n" : $"\\set number random({from}, {until})\n");
        text.Append(CultureInfo.InvariantCulture, $"\\set place random(1, {choices[0].Values.Count})\n");
        if (id is not null)
            script._variables["head"] = id[..24];
        foreach (var choice in choices)
            script._variables[choice.Name] = string.Join(Separator, choice.Values);
        text.Append("\\startpipeline\n");
        for (var s = 0; s < statements.Count; s++)
        {
            var statement = statements[s];
            if (statement.Begins && s > 0)
                text.Append("\\endpipeline\n\\startpipeline\n");
            text.Append(Hole().Replace(statement.Sql, hole =>
            {
                var i = int.Parse(hole.Groups["number"].ValueSpan, CultureInfo.InvariantCulture) - 1;
                return script.Value(scenario, choices, statement.Values[i], statement.Types[i], id, string.Create(CultureInfo.InvariantCulture, $"v{s}_{i}"));
            })).Append(";\n");
        }
        text.Append("\\endpipeline\n");
        script.Text = text.ToString();
        return script;
    }

    private string Value(Scenario scenario, IReadOnlyList<Choice> choices, string? value, string type, string? id, string name)
    {
        if (value is null)
            return $"null::{type}";
        if (value == id)
            return $"(:head::text || :tail::text)::{type}";
        if (choices.FirstOrDefault(c => c.Values.Count > 1 && c.Values[0] == value) is { } choice)
            return $"split_part(:{choice.Name}::text, '{Separator}', :place::integer)::{type}";
        var text = $":{name}::text";
        if (value.Length > Longest)
            text = Literal(value);
        else
            _variables[name] = value;
        // In long ones PostgreSQL would be kept busy with the replacing: pgbench writes the same names again, which costs it less.
        if (value.Length <= Longest && value.Contains(scenario.Watched, StringComparison.Ordinal))
            text = $"replace({text}, '{scenario.Watched}', :number::text)";
        if (scenario.Stamp is { } stamp && value.Contains(stamp, StringComparison.Ordinal))
            text = $"replace({text}, '{stamp}', :tail::text)";
        foreach (var part in choices.Where(c => value.Length > Longest && c.Values.Count > 1 && value.Contains(c.Values[0], StringComparison.Ordinal)))
            text = $"replace({text}, '{part.Values[0]}', split_part(:{part.Name}::text, '{Separator}', :place::integer))";
        foreach (var (made, i) in NewIn(value, id))
            text = $"replace({text}, '{made}', overlay((:tail::bigint + {i})::text placing '-' from 9 for 0))";
        return $"{text}::{type}";
    }

    // Ids begin with their milliseconds, and those of a batch share a few.
    private static IEnumerable<(string Made, int Index)> NewIn(string value, string? id) => id is null ? [] : Ids().Matches(value)
        .Select(m => m.Value[..Milliseconds]).Distinct().Where(m => string.CompareOrdinal(m, id[..Milliseconds]) >= 0).Select((m, i) => (m, i));

    // A colon would begin a variable.
    private static string Literal(string value) => $"E'{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal).Replace(":", "\\x3a", StringComparison.Ordinal)}'";

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Ids();

    [GeneratedRegex(@"\$(?<number>\d+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Hole();
}
