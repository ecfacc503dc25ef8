using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Kith.Bench.Database;

/// <summary>
/// The statements of a request as a script for pgbench, sent as Kith sends them: prepared, in one pipeline with one sync at its end, so
/// in one implicit transaction. Where requests differ, so do transactions.
/// </summary>
internal sealed partial record PgbenchScript
{
    private const string Separator = "|";
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
        if (scenario.Numbers is var (from, until))
            text.Append(CultureInfo.InvariantCulture, $"\\set number random({from}, {until})\n");
        text.Append(CultureInfo.InvariantCulture, $"\\set place random(1, {choices[0].Values.Count})\n");
        if (id is not null)
        {
            // Ids rise over all clients, as those that Kith makes do.
            text.Append(CultureInfo.InvariantCulture, $"\\set made :made + 1\n\\set tail {100_000_000_000L} + :made * 64 + :client_id\n");
            script._variables["head"] = id[..24];
        }
        foreach (var choice in choices)
            script._variables[choice.Name] = string.Join(Separator, choice.Values);
        text.Append("\\startpipeline\n");
        for (var s = 0; s < statements.Count; s++)
        {
            var statement = statements[s];
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
        _variables[name] = value;
        var number = scenario.Watched;
        return value.Contains(number, StringComparison.Ordinal)
            ? $"replace(:{name}::text, '{number}', :number::text)::{type}" : $":{name}::{type}";
    }

    [GeneratedRegex(@"\$(?<number>\d+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Hole();
}
