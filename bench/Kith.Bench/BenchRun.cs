using System.Text.Json;
using Kith.Bench.Database;
using Kith.Bench.Importing;
using Kith.Bench.Report;

namespace Kith.Bench;

/// <summary>The whole bench: a Kith of its own with a large workspace, and everything that is measured on it.</summary>
internal static class BenchRun
{
    // Takes minutes and many gigabytes, so only where it is asked for, and then alone.
    private const string Sizes = "sizes";
    // Needs no large workspace.
    private const string Live = "live";
    private const string Storm = "storm";
    private const string Assignment = "assignment";
    private const string Board = "board";
    private const string Fields = "fields";
    private const string Exports = "export";
    private const int Port = 5190;
    private const int OtherWorkspaces = 999;
    private const int OtherRows = 200;
    private const int BusyRows = 3_000;
    private const int Names = 200;
    private const int BusyWorkspaces = 16;

    public static async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        if (BenchOptions.Read(args) is not { } options)
            return BenchOptions.Usage();
        var directory = options.Keep ?? Directory.CreateTempSubdirectory("kith-bench-").FullName;
        try
        {
            Directory.CreateDirectory(directory);
            var results = await MeasureAsync(options, directory);
            await PerformanceReport.WriteAsync(options, results);
        }
        finally
        {
            if (options.Keep is null)
                Directory.Delete(directory, recursive: true);
        }
        return 0;
    }

    private static async Task<BenchResults> MeasureAsync(BenchOptions options, string directory)
    {
        var data = Path.Combine(directory, "data");
        await using var kith = await KithProcess.StartAsync(data, Port);
        var postgres = await PostgresAccess.OfAsync(data);
        if (options.Only is [Sizes])
            return new BenchResults(postgres.Version, [], [], [], [], await new SizeComparison(kith, postgres, directory).RunAsync(), null);
        if (options.Only is [Live])
            return new BenchResults(postgres.Version, [], [], [], [], [], null) { Live = await new LiveTimes(kith, options.Seconds).RunAsync() };
        if (options.Only is [Assignment])
            return new BenchResults(postgres.Version, [], [], [], [], [], null) { Assignment = await new AssignmentTimes(kith, postgres).RunAsync() };
        if (options.Only is [Board])
            return new BenchResults(postgres.Version, [], [], [], [], [], null) { Board = await new BoardTimes(kith, postgres).RunAsync() };
        if (options.Only is [Fields])
            return new BenchResults(postgres.Version, [], [], [], [], [], null) { Fields = await new FieldTimes(kith).RunAsync() };
        if (options.Only is [Exports])
            return new BenchResults(postgres.Version, [], [], [], [], [], null) { Exports = await new ExportTimes(kith, postgres, options.Rows).RunAsync() };
        if (options.Only is [Storm])
        {
            using var storm = new StormTimes(kith, postgres);
            return new BenchResults(postgres.Version, [], [], [], [], [], null) { Storm = await storm.RunAsync() };
        }
        var tenants = await FilledAsync(options, kith, postgres, Path.Combine(directory, "filled.json"));
        Tenant[] large = [tenants[0]];
        IReadOnlyList<string> names;
        await using (var connection = await postgres.OpenAsync())
            names = await Filling.NamesAsync(connection, tenants[0].Workspace, Names);
        var deals = new List<Scenario>();
        foreach (var sort in DealsScenario.Sorts.Where(s => options.Wants("deals") || options.Wants(DealsScenario.NameOf(s))))
            deals.Add(await DealsScenario.OfAsync(postgres, tenants[0], sort));
        Scenario[] measured =
        [
            new ListScenario(names) { Tenants = large }, new GetScenario(options.Rows) { Tenants = large }, new CreateScenario("create") { Tenants = tenants },
            new CreateScenario("create-in-one") { Tenants = large },
            new UpdateScenario("update", BusyRows) { Tenants = tenants }, new UpdateScenario("update-in-one", options.Rows) { Tenants = large },
            new BatchScenario("batch") { Tenants = tenants }, new BatchScenario("batch-in-one") { Tenants = large },
            new SearchScenario(names, large[0].Workspace) { Tenants = large },
            .. deals,
        ];
        var comparison = new Comparison(options, kith, postgres, directory);
        var scenarios = new List<ScenarioResult>();
        foreach (var scenario in measured.Where(s => s is DealsScenario || options.Wants(s.Name)))
            scenarios.Add(await comparison.RunAsync(scenario));
        var pages = options.Wants("pages") ? await PageTimes.RunAsync(kith, tenants[0], options.Rows) : [];
        var reports = options.Wants("reports") ? await new ReportTimes(kith, postgres, directory).RunAsync(tenants[0]) : [];
        var searches = options.Wants("searches") ? await new SearchTimes(kith, postgres).RunAsync(tenants[0]) : [];
        var import = options.Wants("import") ? await ImportMeasurement.RunAsync(kith, postgres, directory, options.Rows) : null;
        return new BenchResults(postgres.Version, scenarios, pages, reports, searches, [], import);
    }

    private static async Task OwnFieldAsync(KithProcess kith, Tenant tenant)
    {
        var token = await kith.TokenAsync(tenant);
        await kith.SendAsync(("POST", "/api/v1/types/deal/fields", """{"name":"score","label":"Score","kind":"integer","indexed":true}"""), token);
    }

    /// <summary>The large workspace first, then others with some records, of which a few are written to.</summary>
    private static async Task<IReadOnlyList<Tenant>> FilledAsync(BenchOptions options, KithProcess kith, PostgresAccess postgres, string mark)
    {
        if (File.Exists(mark))
            return JsonSerializer.Deserialize<Tenant[]>(await File.ReadAllTextAsync(mark))!;
        await Console.Out.WriteLineAsync($"Filling a workspace with {options.Rows} contacts and as many deals, and {OtherWorkspaces} others.");
        var tenants = new List<Tenant>();
        await using (var connection = await postgres.OpenAsync())
        {
            for (var i = 0; i < BusyWorkspaces; i++)
            {
                var (workspace, person) = await kith.SignUpAsync($"Bench {i}");
                tenants.Add(new Tenant(workspace, person, Guid.Parse(Filling.CompanyIds + "100000000007")));
                await Filling.FillAsync(connection, workspace, person, i == 0 ? options.Rows : BusyRows);
            }
            await OwnFieldAsync(kith, tenants[0]);
            await Filling.FillDealsAsync(connection, tenants[0].Workspace, tenants[0].Person, options.Rows, options.Rows);
            await Filling.FillOthersAsync(connection, OtherWorkspaces - BusyWorkspaces + 1, OtherRows);
            await Filling.ExecuteAsync(connection, "vacuum analyze");
            await Filling.ExecuteAsync(connection, "checkpoint");
        }
        await File.WriteAllTextAsync(mark, JsonSerializer.Serialize(tenants));
        return tenants;
    }
}
