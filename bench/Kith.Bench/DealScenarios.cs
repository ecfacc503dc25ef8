using System.Text.Json;
using Kith.Bench.Database;
using Npgsql;

namespace Kith.Bench;

/// <summary>A page of 50 deals from somewhere in the list, by one of its orders.</summary>
internal sealed class DealsScenario : Scenario
{
    public const string Fields = "id,version,name,amount,close_date,company,owner";
    private const int Places = 200;
    private readonly string _sort;
    private readonly IReadOnlyList<string> _cursors;

    private DealsScenario(string sort, IReadOnlyList<(string Id, string Key, string Logged)> places)
    {
        _sort = sort;
        _cursors = [.. places.Select(p => Cursors.Of(sort, p.Id, p.Key))];
        Choices = [new("id", [.. places.Select(p => p.Id)]), new("key", [.. places.Select(p => p.Logged)])];
    }

    /// <summary>The orders that the type offers: those of its indexes, and of an own field's.</summary>
    public static IReadOnlyList<string> Sorts { get; } = ["name", "-name", "amount", "-amount", "close_date", "-close_date", "created_at", "-created_at", Own];

    /// <summary>A field of the workspace's own that is marked as indexed.</summary>
    public const string Own = "score_c";

    public override string Name => NameOf(_sort);
    public override IReadOnlyList<Choice> Choices { get; }

    /// <summary>What the scenario of an order is called.</summary>
    public static string NameOf(string sort) => "deals-by" + (sort[0] == '-' ? sort : "-" + sort).Replace('_', '-') + (sort[0] == '-' ? "-down" : "");

    /// <summary>The scenario of an order, with places spread over the whole list.</summary>
    public static async Task<DealsScenario> OfAsync(PostgresAccess postgres, Tenant tenant, string sort)
    {
        var (key, logged) = sort.TrimStart('-') switch
        {
            "name" => ("name", "name"),
            "amount" => ("amount_base::text", "amount_base::text"),
            Own => ("custom ->> 'score_c'", "custom ->> 'score_c'"),
            "close_date" => ("close_date::text", "close_date::text"),
            _ => ("to_char(created_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"0Z\"')", "created_at::text"),
        };
        await using var connection = await postgres.OpenAsync();
        await using var command = new NpgsqlCommand($"select id::text, {key}, {logged} from kith.deal where workspace_id = '{tenant.Workspace}' order by hashtext(id::text) limit {Places}", connection) { CommandTimeout = 0 };
        await using var row = await command.ExecuteReaderAsync();
        var places = new List<(string, string, string)>();
        while (await row.ReadAsync())
            places.Add((row.GetString(0), row.GetString(1), row.GetString(2)));
        return new DealsScenario(sort, places) { Tenants = [tenant] };
    }

    public override (string, string, string?) Request(int place, string number) => ("GET", $"/api/v1/deals?sort={_sort}&fields={Fields}&limit=50&after={_cursors[place]}", null);
    public override (string, string, string?) Minimal(int place, string number) => ("GET", $"/deals/{_sort}?{place}", null);
}

/// <summary>Cursors as Kith's lists make them: what the client gets from one page and sends for the next.</summary>
internal static class Cursors
{
    /// <summary>The cursor behind a row.</summary>
    public static string Of(string sort, string id, string key) =>
        Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes<string[]>([sort, id, key])).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
