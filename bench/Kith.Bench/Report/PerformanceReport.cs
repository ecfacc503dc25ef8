namespace Kith.Bench.Report;

/// <summary>Everything a run measured.</summary>
internal sealed record BenchResults(IReadOnlyList<ScenarioResult> Scenarios, IReadOnlyList<PageTime> Pages);

/// <summary>Writes what was measured.</summary>
internal static class PerformanceReport
{
    public static Task WriteAsync(BenchOptions options, BenchResults results) => Task.CompletedTask;
}
