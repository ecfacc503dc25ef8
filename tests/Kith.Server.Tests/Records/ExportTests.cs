using System.Text;
using System.Text.Json;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Records;

/// <summary>Lists as files.</summary>
public sealed class ExportTests(Installation server)
{
    public static TheoryData<string> Types => EveryType.Plurals;

    private static string[] Lines(Answer answer)
    {
        Assert.Equal(200, answer.Status);
        Assert.StartsWith("text/csv", answer.ContentType, StringComparison.Ordinal);
        Assert.Equal(Encoding.UTF8.Preamble.ToArray(), answer.Bytes[..3]);
        return Encoding.UTF8.GetString(answer.Bytes.AsSpan(3)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
    }

    [Theory, MemberData(nameof(Types))]
    public async Task Every_type_is_exported_with_the_fields_and_records_of_its_list(string plural)
    {
        var (client, make, type) = await EveryType.WorkspaceAsync(server, plural);
        await client.CreateAsync(plural, await make.FullAsync(type, 1));
        var list = (await client.GetAsync($"{plural}?limit=200")).Expect(200).Data();
        var lines = Lines(await client.GetAsync($"{plural}.csv?fields={type.Title}"));
        Assert.Equal(list.Select(r => r.Text("id")), lines[1..].Select(l => l.Split(',')[0]));
        Assert.Equal(string.Join(',', list[0].EnumerateObject().Select(p => p.Name).Where(n => n != "version")), Lines(await client.GetAsync($"{plural}.csv"))[0]);
    }

    [Theory, MemberData(nameof(Types))]
    public async Task Every_type_is_exported_as_lines_of_JSON_that_are_its_records(string plural)
    {
        var (client, make, type) = await EveryType.WorkspaceAsync(server, plural);
        await client.CreateAsync(plural, await make.FullAsync(type, 1));
        var file = await client.GetAsync($"{plural}.jsonl");
        Assert.Equal((200, "application/jsonl"), (file.Status, file.ContentType));
        Assert.Equal((await client.GetAsync($"{plural}?limit=200")).Expect(200).Data().Select(r => r.GetRawText()), Encoding.UTF8.GetString(file.Bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory, MemberData(nameof(Types))]
    public async Task Every_type_is_exported_as_a_workbook_that_an_import_reads(string plural)
    {
        var (client, make, type) = await EveryType.WorkspaceAsync(server, plural);
        await client.CreateAsync(plural, await make.FullAsync(type, 1));
        var list = (await client.GetAsync($"{plural}?limit=200")).Expect(200).Data();
        var read = await ReadAsync(client, await client.GetAsync($"{plural}.xlsx"));
        Assert.Equal(list.Count, read.GetProperty("rows").GetInt32());
        Assert.Equal(list[0].EnumerateObject().Select(p => p.Name).Where(n => n != "version"), read.GetProperty("columns").EnumerateArray().Select(c => c.Text("name")));
        Assert.Equal(list.Take(5).Select(r => r.Text("id")), read.GetProperty("columns")[0].GetProperty("samples").EnumerateArray().Select(s => s.GetString()));
    }

    /// <summary>What an import finds in a workbook.</summary>
    private static async Task<JsonElement> ReadAsync(Client client, Answer workbook)
    {
        Assert.Equal((200, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (workbook.Status, workbook.ContentType));
        using var form = new MultipartFormDataContent { { new ByteArrayContent(workbook.Bytes), "file", "list.xlsx" } };
        return (await client.SendAsync("POST", "imports", form)).Expect(201);
    }

    [Fact]
    public async Task Cells_of_a_workbook_are_what_the_values_are()
    {
        var client = await server.WorkspaceAsync();
        foreach (var (label, kind) in new[] { ("Share", "percent"), ("Size", "decimal"), ("Seen", "datetime"), ("Big", "decimal"), ("Ok", "boolean") })
            (await client.PostAsync("types/company/fields", new { label, kind })).Expect(201);
        await client.CreateAsync("companies", new { name = "=1+1", description = "a\u0001b_x0041_ <&>\n😀", annual_revenue = new { amount = "1234567.89", currency = "EUR" }, share_c = "12.5", size_c = "0.1", seen_c = "2026-03-29T01:30:15Z", big_c = "123456789012345.6789", ok_c = true, phone = "+39 06 1234567", tags = new[] { "a", "b" } });
        var read = await ReadAsync(client, await client.GetAsync("companies.xlsx?fields=name,description,annual_revenue,share_c,size_c,seen_c,big_c,ok_c,phone,tags"));
        var cells = read.GetProperty("columns").EnumerateArray().Skip(1).ToDictionary(c => c.Text("name")!, c => $"{c.Text("kind")} {c.GetProperty("samples")[0].GetString()}");
        Assert.Equal("text =1+1", cells["name"]);
        Assert.Equal("money 1234567.89 EUR", cells["annual_revenue"]);
        Assert.Equal("percent 12.5%", cells["share_c"]);
        Assert.Equal("decimal 0.1", cells["size_c"]);
        // In the time of the workspace, which is that of Greenwich.
        Assert.Equal("datetime 2026-03-29T01:30:15", cells["seen_c"]);
        // More digits than a spreadsheet keeps are a text.
        Assert.Equal("decimal 123456789012345.6789", cells["big_c"]);
        Assert.Equal("boolean true", cells["ok_c"]);
        Assert.EndsWith(" +39 06 1234567", cells["phone"], StringComparison.Ordinal);
        Assert.EndsWith(" a; b", cells["tags"], StringComparison.Ordinal);
        Assert.EndsWith("a\u0001b_x0041_ <&>\n😀", cells["description"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cells_hold_what_people_read()
    {
        var client = await server.WorkspaceAsync();
        var company = await client.CreateAsync("companies", new { name = "Acme, Inc. \"A\"", tags = new[] { "a", "b" } });
        var contact = await client.CreateAsync("contacts", new { last_name = "=1+1", email = "p@example.com", phone = "+39 06 1234567", company = company.Id(), description = "two\nlines" });
        var stage = (await client.ListAsync("stages"))[0].Id();
        await client.CreateAsync("deals", new { name = "-D", amount = "-12.50", stage, close_date = "2026-05-01" });
        Assert.Equal(["id,name,email,phone,company,description,company.tags,mobile", $"{contact.Id()},'=1+1,p@example.com,+39 06 1234567,\"Acme, Inc. \"\"A\"\"\",\"two\nlines\",a; b,"],
            Lines(await client.GetAsync("contacts.csv?fields=name,email,phone,company,description,company.tags,mobile")));
        Assert.EndsWith(",'-D,-12.50 EUR,2026-05-01,", Lines(await client.GetAsync("deals.csv?fields=name,amount,close_date,stage.won"))[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_export_is_filtered_sorted_and_seen_through_views_as_its_list_is()
    {
        var client = await Queries.Shop.OpenAsync(server);
        async Task<string> NamesAsync(string query) => string.Join(' ', Lines(await client.GetAsync("deals.csv?fields=name&" + query))[1..].Select(l => l.Split(',')[1]));
        Assert.Equal("A B C", await NamesAsync("where=amount>=300&sort=-amount"));
        var view = await client.CreateAsync("views", new { name = "V", type = "deals", filter = "stage.won", sort = "name" });
        Assert.Equal("A B", await NamesAsync($"view={view.Id()}"));
        var deal = (await client.ListAsync("deals", "name = 'A'"))[0];
        (await client.DeleteAsync($"deals/{deal.Id()}")).Expect(204);
        Assert.Equal("A", await NamesAsync("trash=only"));
        Assert.Equal("A B C D E", await NamesAsync($"sort=name&at={(await client.ListAsync("deals", "name = 'E'"))[0].Text("updated_at")}"));
    }

    [Theory]
    [InlineData("deals.csv?where=amuont>5", "where:expression.unknown_name")]
    [InlineData("contacts.csv?sort=tags", "sort:not_sortable")]
    [InlineData("deals.csv?fields=nome", "fields:unknown_field")]
    [InlineData("deals.csv?limit=5", "limit:unknown_parameter")]
    [InlineData("deals.xlsx?fields=nome", "fields:unknown_field")]
    [InlineData("deals.jsonl?where=amuont>5", "where:expression.unknown_name")]
    public async Task What_cannot_be_exported_is_refused(string path, string reason) => (await (await server.WorkspaceAsync()).GetAsync(path)).Invalid(reason);
}
