using Kith.Store.Tests.Records;

namespace Kith.Store.Tests.Isolation;

/// <summary>
/// Functions that PostgreSQL may run before row-level security has chosen the rows tell nothing of what they are given, whatever it is: an error would quote
/// the value of another workspace.
/// </summary>
public sealed class OwnValueTests(StoreFixture fixture)
{
    private static readonly string[] Values =
    [
        "canary", "", " ", "-", "+", ".", "1", "-12.50", "1e5", "1e999", "NaN", "Infinity", "0x10", "9223372036854775807", "9223372036854775808", "-9223372036854775809", new('9', 200_000),
        "true", "false", "t", "yes", "2024-02-29", "2023-02-29", "1900-02-29", "2000-02-29", "2024-02-30", "2024-04-31", "2024-12-31", "2024-13-01", "0000-01-01", "0001-01-01", "9999-12-31", "99999-12-31", "today", "epoch",
        "2024-02-29T10:00:00Z", "2024-02-29T10:00:00.123456Z", "2024-02-29T24:00:00Z", "2024-02-29T10:00:60Z", "2024-02-29T10:00:00+02:00", "2024-02-29T10:00:00+16:00", "2024-02-29T10:00:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
        "0198c0de-0000-7000-8000-000000000000", "{0198c0de-0000-7000-8000-000000000000}", "0198c0de",
    ];

    /// <summary>The functions that say of themselves that they leak nothing, found and not listed, with what their values are cast to.</summary>
    private async Task<List<(string Name, string Type)>> FunctionsAsync()
    {
        await using var command = fixture.Owner.CreateCommand("select p.proname::text, format_type(p.prorettype, null) from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'kith' and p.proleakproof order by 1");
        await using var reader = await command.ExecuteReaderAsync();
        var found = new List<(string, string)>();
        while (await reader.ReadAsync())
            found.Add((reader.GetString(0), reader.GetString(1)));
        return found;
    }

    private async Task<string?> AskAsync(string sql, string value)
    {
        await using var command = fixture.Owner.CreateCommand(sql);
        command.Parameters.Add(new() { Value = value });
        return await command.ExecuteScalarAsync() as string;
    }

    [Fact]
    public async Task No_value_makes_them_fail()
    {
        var functions = await FunctionsAsync();
        Assert.Equal(7, functions.Count);
        foreach (var (name, _) in functions)
        {
            foreach (var value in Values)
                await AskAsync($"select kith.{name}(jsonb_build_object('v', $1::text), 'v')::text", value);
            foreach (var custom in new[] { "null", "1", "\"text\"", "[1]", """{"v": {"a": 1}}""", """{"v": [1]}""", """{"v": null}""" })
                await AskAsync($"select kith.{name}($1::jsonb, 'v')::text", custom);
        }
    }

    [Fact]
    public async Task What_can_be_cast_is_read_as_the_cast_reads_it()
    {
        string[] stored = ["1", "-12.50", "9223372036854775807", "true", "false", "2024-02-29", "2000-02-29", "2024-12-31", "0001-01-01", "9999-12-31", "2024-02-29T10:00:00Z", "2024-02-29T10:00:00.1234567Z", "2024-02-29T10:00:00+02:00", "9999-12-31T23:59:59Z", "0198c0de-0000-7000-8000-000000000000"];
        var read = 0;
        foreach (var (name, type) in await FunctionsAsync())
        {
            foreach (var value in stored)
            {
                if (await AskAsync($"select kith.{name}(jsonb_build_object('v', $1::text), 'v')::text", value) is not { } answer)
                    continue;
                Assert.Equal(await AskAsync($"select $1::text::{type}::text", value), answer);
                read++;
            }
        }
        // Texts all of them, numbers three, whole numbers two, flags two, days five, instants four, ids one.
        Assert.Equal(stored.Length + 3 + 2 + 2 + 5 + 4 + 1, read);
    }
}
