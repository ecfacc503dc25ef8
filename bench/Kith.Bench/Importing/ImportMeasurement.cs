using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Kith.Bench.Database;

namespace Kith.Bench.Importing;

/// <summary>What an import of a file took.</summary>
/// <param name="Upload">Seconds from the first byte sent to the answer, in which the whole file has been looked through.</param>
/// <param name="Run">Seconds from there until the import says that it is done.</param>
/// <param name="Copy">Seconds in which COPY alone puts the same rows into bare tables, unlogged and without an index.</param>
/// <param name="CopyIndexed">The same with the tables as Kith has them: logged, with every index.</param>
/// <param name="PeakMemory">Most bytes of memory that the server held in that time.</param>
/// <param name="Server">Microseconds of processor time a row took in the server.</param>
/// <param name="Postgres">The same in PostgreSQL.</param>
internal sealed record ImportResult(int Rows, long FileBytes, double Upload, double Run, double Copy, double CopyIndexed, long PeakMemory, double Server, double Postgres)
{
    /// <summary>Rows a second from the first byte sent to the end.</summary>
    public double PerSecond => Rows / (Upload + Run);
}

/// <summary>Imports a file through the calls that the screens use, into a workspace of its own, and has COPY write the same rows.</summary>
internal static class ImportMeasurement
{
    // Everything that stays after an import of contacts.
    private static readonly string[] Tables = ["company", "contact", "entry", "change"];

    public static async Task<ImportResult> RunAsync(KithProcess kith, PostgresAccess postgres, string directory, int rows)
    {
        var file = Path.Combine(directory, "contacts.csv");
        await ContactsCsv.WriteAsync(file, rows);
        var (workspace, person) = await kith.SignUpAsync("Import");
        var token = await kith.TokenAsync(new Tenant(workspace, person, Guid.Empty));
        Processors.ForgetPeak(kith.Id);
        var (own, database, started) = (Processors.Of(kith.Id), Processors.OfFamily(postgres.Process), Stopwatch.GetTimestamp());
        var import = await kith.UploadAsync(file, "/api/v1/imports", token);
        var id = import.GetProperty("id").GetString()!;
        var upload = Stopwatch.GetElapsedTime(started).TotalSeconds;
        await kith.SendAsync(("POST", $"/api/v1/imports/{id}/run", $$"""{"type":"contact","mapping":{{ContactsCsv.Mapping}}}"""), token);
        await DoneAsync(kith, token, id, rows);
        var whole = Stopwatch.GetElapsedTime(started).TotalSeconds;
        (own, database) = (Processors.Of(kith.Id) - own, Processors.OfFamily(postgres.Process) - database);
        var peak = Processors.PeakMemory(kith.Id);
        var (copy, indexed) = await CopyAsync(postgres, workspace, directory);
        var result = new ImportResult(rows, new FileInfo(file).Length, upload, whole - upload, copy, indexed, peak, own * 1e6 / rows, database * 1e6 / rows);
        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"import: {result.PerSecond:0} rows/s ({upload:0.0} s upload, {result.Run:0.0} s run), COPY {rows / copy:0}/s bare and {rows / indexed:0}/s with indexes; Kith takes {result.Server:0} µs a row, PostgreSQL {result.Postgres:0} µs; at most {peak >> 20} MB"));
        File.Delete(file);
        return result;
    }

    private static async Task DoneAsync(KithProcess kith, string token, string id, int rows)
    {
        while (true)
        {
            await Task.Delay(200);
            using var status = JsonDocument.Parse(await kith.SendAsync(("GET", $"/api/v1/imports/{id}", null), token));
            var state = status.RootElement.GetProperty("state").GetString();
            if (state is "waiting" or "running")
                continue;
            if (state != "done" || status.RootElement.GetProperty("created").GetInt32() != rows)
                throw new InvalidOperationException($"The import did not make every row: {status.RootElement}");
            return;
        }
    }

    private static async Task<(double Bare, double Indexed)> CopyAsync(PostgresAccess postgres, Guid workspace, string directory)
    {
        await using var connection = await postgres.OpenAsync();
        foreach (var table in Tables)
        {
            await using var from = await connection.BeginRawBinaryCopyAsync($"copy (select * from kith.{table} where workspace_id = '{workspace}') to stdout (format binary)");
            await using var to = File.Create(Path.Combine(directory, table + ".copy"));
            await from.CopyToAsync(to);
        }
        var bare = await LoadAsync(connection, directory, "create unlogged table", "including defaults");
        var indexed = await LoadAsync(connection, directory, "create table", "including all");
        foreach (var table in Tables)
            File.Delete(Path.Combine(directory, table + ".copy"));
        return (bare, indexed);
    }

    private static async Task<double> LoadAsync(Npgsql.NpgsqlConnection connection, string directory, string create, string including)
    {
        await Filling.ExecuteAsync(connection, "checkpoint");
        await Filling.ExecuteAsync(connection, "create schema bench");
        foreach (var table in Tables)
            await Filling.ExecuteAsync(connection, $"{create} bench.{table} (like kith.{table} {including})");
        var started = Stopwatch.GetTimestamp();
        foreach (var table in Tables)
        {
            await using var to = await connection.BeginRawBinaryCopyAsync($"copy bench.{table} from stdin (format binary)");
            await using var from = File.OpenRead(Path.Combine(directory, table + ".copy"));
            await from.CopyToAsync(to);
        }
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        await Filling.ExecuteAsync(connection, "drop schema bench cascade");
        return seconds;
    }
}
