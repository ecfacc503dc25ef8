using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Records;

/// <summary>Lists that are taken out as JSON lines and brought in elsewhere.</summary>
public sealed class MoveTests(Installation server)
{
    // What is linked to goes before what links.
    private static readonly string[] Moved = ["products", "companies", "contacts", "deals", "gadgets_c"];

    private static async Task<JsonElement> UploadAsync(Client client, string name, byte[] file)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(file), "file", name } };
        return (await client.SendAsync("POST", "imports", form)).Expect(201);
    }

    /// <summary>Runs an import as it is recognised and answers how many rows made, changed, left and failed.</summary>
    /// <param name="without">A column that is left out.</param>
    private static async Task<(int, int, int, int)> RunAsync(Client client, JsonElement upload, string? without = null)
    {
        var mapping = JsonNode.Parse(upload.GetProperty("recipe").GetProperty("mapping").GetRawText())!.AsObject();
        if (without is not null)
            mapping[without] = null;
        return await RunAsync(client, upload.Id(), upload.Text("type")!, mapping);
    }

    private static async Task<(int, int, int, int)> RunAsync(Client client, Guid import, string type, JsonObject mapping)
    {
        (await client.PostAsync($"imports/{import}/run", new { type, mapping, match_on = new[] { "id" } })).Expect(202);
        JsonElement status;
        while ((status = (await client.GetAsync($"imports/{import}")).Expect(200)).Text("state") is "waiting" or "running")
            await Task.Delay(10, TestContext.Current.CancellationToken);
        if (status.GetProperty("failed").GetInt32() > 0 || status.Text("state") != "done")
            Assert.Fail(status.GetRawText() + (await client.GetAsync($"imports/{import}/errors.csv")).Text);
        return (status.GetProperty("created").GetInt32(), status.GetProperty("updated").GetInt32(), status.GetProperty("unchanged").GetInt32(), status.GetProperty("failed").GetInt32());
    }

    private static async Task<(int, int, int, int)> ImportAsync(Client client, string name, byte[] file, string? without = null)
    {
        var upload = await UploadAsync(client, name, file);
        Assert.Equal("kith", upload.GetProperty("recipe").Text("name"));
        return await RunAsync(client, upload, without);
    }

    [Fact]
    public async Task A_workspace_with_every_kind_of_field_filled_is_the_same_in_an_empty_one_field_by_field()
    {
        var (one, other) = (await server.WorkspaceAsync(), await server.WorkspaceAsync());
        await OwnTypes.AddTypeAsync(one);
        await OwnTypes.AddFieldsAsync(one, "company");
        var make = await RecordMaker.OfAsync(one);
        foreach (var plural in Moved)
        {
            for (var n = 1; n <= 3; n++)
                await make.CreateFullAsync(make[plural], n);
        }
        // How it is set up goes first: own types and fields, and what deals stand in.
        var configuration = (await one.GetAsync("configuration")).Expect(200);
        (await other.PostAsync("configuration/apply", new { configuration })).Expect(200);
        foreach (var person in (await one.ListAsync("people")).Where(p => p.Id() != one.Person))
            await other.CreateAsync("people", new { name = person.Text("name") });
        foreach (var plural in Moved)
        {
            var file = (await one.GetAsync($"{plural}.jsonl")).Bytes;
            var rows = Encoding.UTF8.GetString(file).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
            // Companies name contacts, who name companies: what is not there yet comes when the file comes again.
            Assert.Equal((rows, 0, 0, 0), await ImportAsync(other, $"{plural}.jsonl", file, plural == "companies" ? "primary_contact" : null));
        }
        // In the workspace they come from they change nothing; where they came to only what was left out.
        foreach (var plural in Moved)
        {
            var file = (await one.GetAsync($"{plural}.jsonl")).Bytes;
            var rows = Encoding.UTF8.GetString(file).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
            Assert.Equal((plural, (0, 0, rows, 0)), (plural, await ImportAsync(one, $"{plural}.jsonl", file)));
        }
        Assert.Equal(3, (await ImportAsync(other, "companies.jsonl", (await one.GetAsync("companies.jsonl")).Bytes)).Item2);
        foreach (var plural in Moved)
        {
            var (there, here) = (await one.ListAsync(plural, null, "&sort=id"), await other.ListAsync(plural, null, "&sort=id"));
            Assert.Equal(there.Select(r => r.Id()), here.Select(r => r.Id()));
            foreach (var (left, right) in there.Zip(here))
            {
                foreach (var field in make[plural].Writable)
                    Assert.Equal($"{plural} {field.Name} {Comparable(field, left.GetProperty(field.Name))}", $"{plural} {field.Name} {Comparable(field, right.GetProperty(field.Name))}");
            }
        }
    }

    /// <summary>People and what a workspace is set up with have other ids there.</summary>
    private static string Comparable(FieldSchema field, JsonElement value) => field.To is not ("person" or "stage" or "pipeline" or "close_reason" or "team" or "territory") ? value.GetRawText()
        : value.ValueKind == JsonValueKind.Array ? string.Join(", ", value.EnumerateArray().Select(v => v.Text("title"))) : value.IsEmpty() ? "" : value.Text("title")!;

    [Theory]
    [InlineData("csv")]
    [InlineData("xlsx")]
    [InlineData("jsonl")]
    public async Task A_list_that_is_taken_out_and_brought_in_again_changes_nothing(string ending)
    {
        var client = await server.WorkspaceAsync();
        await OwnTypes.AddFieldsAsync(client, "company");
        var make = await RecordMaker.OfAsync(client);
        foreach (var plural in new[] { "companies", "contacts", "deals" })
        {
            for (var n = 1; n <= 3; n++)
                await make.CreateFullAsync(make[plural], n);
        }
        foreach (var plural in new[] { "companies", "contacts", "deals" })
        {
            var upload = await UploadAsync(client, $"{plural}.{ending}", (await client.GetAsync($"{plural}.{ending}")).Bytes);
            Assert.Equal(("id", plural), (upload.GetProperty("match_on")[0].GetString(), (await client.SchemaAsync()).Single(t => t.Name == upload.Text("type")).Plural));
            var mapping = upload.GetProperty("recipe").ValueKind == JsonValueKind.Object ? JsonNode.Parse(upload.GetProperty("recipe").GetProperty("mapping").GetRawText())!.AsObject()
                : new JsonObject(upload.GetProperty("columns").EnumerateArray().Select(c => KeyValuePair.Create<string, JsonNode?>(c.Text("name")!, c.Text("suggested"))));
            Assert.Equal((plural, (0, 0, upload.GetProperty("rows").GetInt32(), 0)), (plural, await RunAsync(client, upload.Id(), upload.Text("type")!, mapping)));
        }
    }

    [Fact]
    public async Task A_record_that_names_one_further_down_finds_it_and_an_id_that_is_taken_is_refused()
    {
        var client = await server.WorkspaceAsync();
        var (whole, part, lost) = (server.NewId(), server.NewId(), server.NewId());
        byte[] File(Guid id) => Encoding.UTF8.GetBytes($$$"""
            {"id": "{{{part}}}", "version": 1, "name": "Part", "parent": {"id": "{{{whole}}}", "title": "Whole"}, "annual_revenue": {"amount": "1.234", "currency": "EUR"}}
            {"id": "{{{whole}}}", "version": 7, "name": "Whole", "parent": null, "annual_revenue": null}

            {"id": "{{{id}}}", "version": 1, "name": "Other", "tags": ["a, b", "c"]}
            """);
        Assert.Equal((3, 0, 0, 0), await ImportAsync(client, "companies.jsonl", File(lost)));
        Assert.Equal("Whole", Assert.Single(await client.ListAsync("companies", "name = \"Part\"")).GetProperty("parent").Text("title"));
        Assert.Equal("1.234", Assert.Single(await client.ListAsync("companies", $"id = \"{part}\"")).GetProperty("annual_revenue").Text("amount"));
        // The id of a record of another type; the id of one in the trash.
        var contact = await client.CreateAsync("contacts", new { last_name = "Taken" });
        async Task<string> ErrorsAsync(Guid id)
        {
            var upload = await UploadAsync(client, "companies.jsonl", File(id));
            (await client.PostAsync($"imports/{upload.Id()}/run", new { type = "company", mapping = new { id = new { field = "id", unresolved = "create" }, name = "name" }, match_on = new[] { "id" } })).Expect(202);
            while ((await client.GetAsync($"imports/{upload.Id()}")).Expect(200).Text("state") is "waiting" or "running")
                await Task.Delay(10, TestContext.Current.CancellationToken);
            return (await client.GetAsync($"imports/{upload.Id()}/errors.csv")).Text;
        }
        Assert.Contains("3,\"Something else here has this id, or a record that you may not see.\"", await ErrorsAsync(contact.Id()), StringComparison.Ordinal);
        (await client.DeleteAsync($"companies/{lost}")).Expect(204);
        Assert.Contains("3,\"The record with this id is in the trash.", await ErrorsAsync(lost), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"id\": 1}\n[1]\n", "Line 2 is no JSON object.")]
    [InlineData("{\"id\": 1}\n{\"id\": \"\\ud800\"}\n", "Line 2 is no JSON object.")]
    [InlineData("{}\n", "The file has no header.")]
    public async Task Lines_that_are_no_records_are_refused(string file, string reason)
    {
        var client = await server.WorkspaceAsync();
        using var form = new MultipartFormDataContent { { new StringContent(file), "file", "x.jsonl" } };
        var refused = await client.SendAsync("POST", "imports", form);
        Assert.Equal(422, refused.Status);
        Assert.Contains(reason, refused.Text, StringComparison.Ordinal);
    }
}
