using System.Globalization;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Records;

/// <summary>What a list must bear: many columns, many people, and sums that agree with what is listed.</summary>
public sealed class LargeTests(Installation server)
{
    [Fact]
    public async Task A_list_has_two_hundred_columns()
    {
        const int Columns = 200;
        var client = await server.WorkspaceAsync();
        string[] kinds = ["text", "integer", "date", "money", "boolean"];
        object Value(int i) => (i % kinds.Length) switch { 0 => $"Text {i}", 1 => i, 2 => "2026-03-01", 3 => new { amount = $"{i}.00", currency = "EUR" }, _ => true };
        object[] fields = [new { name = "title", kind = "text", title = true, required = true }, .. Enumerable.Range(0, Columns).Select(i => new { name = $"f{i}", kind = kinds[i % kinds.Length] })];
        (await client.PostAsync("types", new { name = "wide", plural = "wides", label = "Wide", fields })).Expect(201);
        var values = Enumerable.Range(0, Columns).ToDictionary(i => $"f{i}_c", Value);
        values["title_c"] = "One";
        await client.CreateAsync("wides_c", values);
        await client.CreateAsync("wides_c", new { title_c = "Two", f1_c = 2 });
        var names = string.Join(',', Enumerable.Range(0, Columns).Select(i => $"f{i}_c"));
        var page = (await client.GetAsync($"wides_c?fields={names}&sort=-f1_c&where={Uri.EscapeDataString("f196_c is empty or f196_c = 196")}")).Expect(200).GetProperty("data");
        Assert.Equal(2, page.GetArrayLength());
        Assert.Equal("2", page[0].GetProperty("f1_c").GetRawText());
        for (var i = 0; i < Columns; i++)
        {
            var value = page[1].GetProperty($"f{i}_c");
            Assert.Contains((i % kinds.Length) switch { 0 => $"Text {i}", 1 => i.ToString(CultureInfo.InvariantCulture), 2 => "2026-03-01", 3 => $"\"{i}.00\"", _ => "true" }, value.GetRawText(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Pages_of_a_wide_type_in_an_order_without_an_index_have_each_record_once()
    {
        var client = await server.WorkspaceAsync();
        object[] fields = [new { name = "title", kind = "text", title = true, required = true }, .. Enumerable.Range(0, 30).Select(i => new { name = $"f{i}", kind = "integer" })];
        (await client.PostAsync("types", new { name = "wide", plural = "wides", label = "Wide", fields })).Expect(201);
        (await client.PostAsync("batch", new { calls = Enumerable.Range(0, 60).Select(i => new { method = "POST", path = "wides_c", body = new { title_c = $"R{i}", f1_c = i % 10 == 0 ? null : (int?)(i * 7 % 30) } }) })).Expect(200);
        foreach (var sort in new[] { "-f1_c", "f1_c,-title_c", "-created_at" })
        {
            var (all, after) = (new List<string>(), "");
            do
            {
                var page = (await client.GetAsync($"wides_c?fields=title_c,f1_c&sort={sort}&limit=25{(after == "" ? "" : "&after=" + Uri.EscapeDataString(after))}")).Expect(200);
                all.AddRange(page.Data().Select(r => r.Text("title_c")!));
                after = page.Text("next") ?? "";
            }
            while (after != "");
            Assert.Equal(60, all.Count);
            Assert.Equal(60, all.Distinct().Count());
            Assert.Equal((await client.GetAsync($"wides_c?fields=title_c&sort={sort}&limit=60")).Expect(200).Data().Select(r => r.Text("title_c")), all);
        }
    }

    [Fact]
    public async Task What_a_page_asks_for_first_does_not_grow_with_the_people()
    {
        var client = await server.WorkspaceAsync();
        await client.CreateAsync("companies", new { name = "A" });
        async Task<int[]> SizesAsync() => [.. await Task.WhenAll(new[] { "me", "schema", "companies?limit=50", "views" }.Select(async path => (await client.GetAsync(path)).Text.Length))];
        var before = await SizesAsync();
        for (var i = 0; i < 10; i++)
            await server.ColleagueAsync(client);
        Assert.Equal(before, await SizesAsync());
    }

    [Fact]
    public async Task Sums_under_a_list_are_the_sums_of_what_it_lists_for_whoever_reads()
    {
        var owner = await server.WorkspaceAsync();
        var deals = new Dictionary<string, decimal>();
        for (var i = 1; i <= 60; i++)
            deals[(await owner.CreateAsync("deals", new { name = $"Deal {i % 7}", amount = (i * 1.37m).ToString(CultureInfo.InvariantCulture) })).Id().ToString()] = i * 1.37m;
        foreach (var client in new[] { owner, await server.ColleagueAsync(owner) })
        {
            foreach (var where in new[] { "name = \"Deal 3\"", "amount > 40", "not (name = \"Deal 3\") and amount < 40", "name = \"Nothing\"" })
            {
                var listed = (await client.ListAsync("deals", where)).Select(d => deals[d.Id().ToString()]).ToList();
                var totals = (await client.PostAsync("query", new { from = "deals", where, measures = new { n = "count()", total = "sum(amount)" } })).Expect(200).GetProperty("data")[0];
                Assert.Equal(listed.Count, totals.GetProperty("n").GetInt32());
                Assert.Equal(listed.Count == 0 ? null : listed.Sum().ToString("0.00", CultureInfo.InvariantCulture), listed.Count == 0 ? null : totals.GetProperty("total").GetProperty("amount").GetString());
            }
        }
    }
}
