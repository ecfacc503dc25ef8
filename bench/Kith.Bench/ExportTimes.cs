using System.Diagnostics;
using System.Globalization;
using Kith.Bench.Database;

namespace Kith.Bench;

/// <summary>A list that leaves as a file, beside PostgreSQL's own way to send the same columns, in rows a second.</summary>
/// <param name="Form">How it is written: csv, xlsx or jsonl.</param>
internal sealed record ExportFigure(string Form, int Rows, double Kith, double Copy)
{
    public double Ratio => Kith / Copy;
}

/// <summary>
/// Downloads a million contacts in each form, and lets PostgreSQL write what the CSV holds by COPY TO into nothing, in the same order, one after the other;
/// the better of some rounds counts for each.
/// </summary>
internal sealed class ExportTimes(KithProcess kith, PostgresAccess postgres, int rows)
{
    private const int Rounds = 3;
    private const string Fields = "name,email,description,email_opt_out,created_at,updated_at,external_id,company";

    public async Task<IReadOnlyList<ExportFigure>> RunAsync()
    {
        var (workspace, person) = await kith.SignUpAsync("Export");
        var token = await kith.TokenAsync(new Tenant(workspace, person, Guid.Empty));
        await using var connection = await postgres.OpenAsync();
        await Filling.FillAsync(connection, workspace, person, rows);
        await Filling.ExecuteAsync(connection, "vacuum analyze");
        var copy = $"copy (select t.id, t.name, t.email, t.description, t.email_opt_out, t.created_at, t.updated_at, t.external_id, c.name from kith.contact t left join kith.company c on c.workspace_id = t.workspace_id and c.id = t.company_id and c.deleted_at is null where t.workspace_id = '{workspace}' and t.deleted_at is null order by t.name, t.id) to '/dev/null' (format csv, header)";
        using var client = new HttpClient { BaseAddress = kith.Address, Timeout = TimeSpan.FromMinutes(10) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        var best = new Dictionary<string, double>();
        for (var round = 0; round < Rounds; round++)
        {
            await MeasureAsync("copy", () => Filling.ExecuteAsync(connection, copy));
            foreach (var form in new[] { "csv", "jsonl", "xlsx" })
            {
                await MeasureAsync(form, async () =>
                {
                    using var answer = await client.GetAsync(new Uri($"/api/v1/contacts.{form}?fields={Fields}&sort=name", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
                    answer.EnsureSuccessStatusCode();
                    await answer.Content.CopyToAsync(Stream.Null);
                });
            }
        }
        return [.. new[] { "csv", "jsonl", "xlsx" }.Select(f => new ExportFigure(f, rows, rows / best[f], rows / best["copy"]))];

        async Task MeasureAsync(string what, Func<Task> work)
        {
            var started = Stopwatch.GetTimestamp();
            await work();
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            best[what] = Math.Min(best.GetValueOrDefault(what, double.MaxValue), seconds);
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"export: {what}: {rows / seconds:N0} rows/s"));
        }
    }
}
