namespace Kith.Bench;

/// <summary>Who answered.</summary>
internal enum Side
{
    /// <summary>The statements alone, by pgbench: what PostgreSQL can do.</summary>
    Pgbench,
    /// <summary>Kith as ./run starts it.</summary>
    Kith,
    /// <summary>The endpoint written by hand.</summary>
    Minimal,
    /// <summary>An answer of the same length without a database.</summary>
    Bare,
}

/// <summary>One measurement.</summary>
/// <param name="P50">Milliseconds, half of the answers are quicker.</param>
/// <param name="Server">Microseconds of processor time a request took in the server process.</param>
/// <param name="Postgres">The same in PostgreSQL's processes.</param>
/// <param name="Load">The same in the program that sent the requests; not known of pgbench.</param>
internal sealed record Figure(double PerSecond, double P50, double P99, double Server, double Postgres, double Load);

/// <summary>A scenario's measurements, by round.</summary>
internal sealed record ScenarioResult(string Name, IReadOnlyList<IReadOnlyDictionary<Side, Figure>> Rounds, double Bytes)
{
    /// <summary>False where a side was not measured.</summary>
    public bool Has(Side side) => Rounds[0].ContainsKey(side);

    /// <summary>The median over rounds of one figure's part of another, both of the same round.</summary>
    public double Ratio(Side side, Side of) => Median(Rounds.Select(r => r[side].PerSecond / r[of].PerSecond));

    /// <summary>The median over rounds of a value.</summary>
    public double Of(Side side, Func<Figure, double> value) => Median(Rounds.Select(r => value(r[side])));

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
