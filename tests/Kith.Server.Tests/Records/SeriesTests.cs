using System.Globalization;
using System.Text.Json;
using Kith.Server.Tests.Endpoints;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Records;

/// <summary>FEATURES 44: numbers are issued once, without gap under concurrency, per workspace and series.</summary>
public sealed class SeriesTests(Installation server)
{
    private static async Task AddAsync(Client client, string type, string label, object series, bool existing = false) =>
        (await client.PostAsync($"types/{type}/fields", new { label, kind = "series", series, number_existing = existing })).Expect(201);

    private static string Number(int n) => n.ToString("C-0000", CultureInfo.InvariantCulture);

    private static readonly object Companies = new { pattern = "C-{number}", digits = 4 };

    // The numbers in the order in which the records were committed.
    private static async Task<List<string?>> IssuedAsync(Client client, string field)
    {
        var issued = new List<string?>();
        for (long after = 0, next = -1; after != next;)
        {
            var page = (await client.GetAsync($"changes?type=company&limit=200&after={after}")).Expect(200);
            foreach (var change in page.Data())
                issued.AddRange(change.GetProperty("diff").EnumerateArray().Where(d => d.Text("field") == field).Select(d => d.Text("to")));
            (after, next) = (page.GetProperty("next").GetInt64(), after);
        }
        return issued;
    }

    private static async Task WithoutGapAsync(Client client, int records)
    {
        Assert.Equal(Enumerable.Range(1, records).Select(Number), await IssuedAsync(client, "no_c"));
        Assert.Equal(Enumerable.Range(1, records).Select(Number), (await AllAsync(client)).Select(c => c.Text("no_c")).Order(StringComparer.Ordinal));
    }

    private static async Task<List<JsonElement>> AllAsync(Client client)
    {
        var all = new List<JsonElement>();
        foreach (var trash in new[] { "", "&trash=only" })
        {
            for (string? next = ""; next is not null;)
            {
                var page = (await client.GetAsync($"companies?limit=200&sort=no_c{trash}{(next.Length > 0 ? "&after=" + Uri.EscapeDataString(next) : "")}")).Expect(200);
                all.AddRange(page.Data());
                next = page.Text("next");
            }
        }
        return all;
    }

    [Fact]
    public async Task A_new_record_has_its_number_wherever_it_is_read()
    {
        var client = await server.WorkspaceAsync();
        var year = TimeProvider.System.GetUtcNow().Year;
        await AddAsync(client, "company", "No", new { pattern = "C-{number}", digits = 4, start = 98 });
        await AddAsync(client, "company", "File", new { pattern = "F{year}/{number}", reset = "year", digits = 6 });
        await AddAsync(client, "company", "Loose", new { pattern = "{number}", start = 9 });
        var field = (await client.TypeAsync("companies"))["no_c"];
        Assert.Equal("""{"pattern":"C-{number}","digits":4,"start":98,"reset":"never"}""", field.Json.Raw("series"));
        Assert.True(field.Unique && field.ReadOnly);
        var first = await client.CreateAsync("companies", new { name = "Acme" });
        Assert.Equal(("C-0098", $"F{year}/000001"), (first.Text("no_c"), first.Text("file_c")));
        foreach (var name in new[] { "Beta", "Gamma" })
            await client.CreateAsync("companies", new { name });
        Assert.Equal(["C-0100", "C-0099", "C-0098"], (await client.ListAsync("companies", null, "&sort=-no_c")).Select(c => c.Text("no_c")));
        Assert.Equal(["9", "10", "11"], (await client.ListAsync("companies", null, "&sort=loose_c")).Select(c => c.Text("loose_c")));
        Assert.Equal(["Beta"], (await client.ListAsync("companies", "no_c = 'C-0099'")).Select(c => c.Text("name")));
        Assert.Equal(2, (await client.ListAsync("companies", "no_c starts with 'c-00' and file_c ends with '1' or no_c > 'C-0099'")).Count);
        Assert.Contains("C-0100", (await client.GetAsync("companies.csv?fields=name,no_c")).Text, StringComparison.Ordinal);
        foreach (var typed in new[] { "C-0099", "0099", $"F{year}/000002", "00002" })
            Assert.Equal("Beta", (await client.GetAsync($"search?q={Uri.EscapeDataString(typed)}")).Expect(200).Data()[0].Text("title"));
        var diff = (await client.GetAsync($"companies/{first.Id()}/changes")).Expect(200).Data()[0].GetProperty("diff").EnumerateArray().Single(d => d.Text("field") == "no_c");
        Assert.Equal((JsonValueKind.Null, "C-0098"), (diff.GetProperty("from").ValueKind, diff.Text("to")));
        Assert.Equal("C-0098", (await client.PatchAsync($"companies/{first.Id()}", new { name = "Acme Inc." })).Expect(200).Text("no_c"));
        Assert.Equal("Acme Inc.", (await client.GetAsync("search?q=C-0098")).Expect(200).Data()[0].Text("title"));
    }

    [Fact]
    public async Task Nobody_else_sets_a_number()
    {
        var client = await server.WorkspaceAsync();
        await AddAsync(client, "company", "No", Companies);
        (await client.PostAsync("companies", new { name = "Acme", no_c = "C-0007" })).Invalid("no_c:read_only");
        var company = await client.CreateAsync("companies", new { name = "Acme" });
        (await client.PatchAsync($"companies/{company.Id()}", new { no_c = (string?)null })).Invalid("no_c:read_only");
        (await client.SendAsync("PUT", "companies/by/no_c/C-0001", Client.Content(new { name = "B" }))).Invalid("field:upsert.not_unique");
        var import = (await Furnished.UploadAsync(client, "name,no\nBeta,C-0009\n")).Text("id");
        (await client.PostAsync($"imports/{import}/run", new { type = "company", mapping = new { name = "name", no = "no_c" } })).Refused(422);
        (await client.PostAsync("types/company/rules", new { kind = "required", field = "no_c" })).Invalid("field:rule.not_writable");
        (await client.PostAsync("types/company/fields", new { label = "X", kind = "series" })).Invalid("series:series.needed");
        (await client.PostAsync("types/company/fields", new { label = "X", kind = "text", series = Companies })).Invalid("series:series.kind");
        (await client.PostAsync("types/company/fields", new { label = "X", kind = "series", required = true, series = new { pattern = "X" } })).Invalid("required:series.required", "series.pattern:series.pattern");
        (await client.PostAsync("types/company/fields", new { label = "X", kind = "series", series = new { pattern = "{number}", reset = "daily" } })).Invalid("series.reset:series.reset");
    }

    [Fact]
    public async Task Numbers_of_many_writers_have_no_gap_and_rise_in_the_order_of_the_stream()
    {
        var (client, other) = (await server.WorkspaceAsync(), await server.WorkspaceAsync());
        foreach (var workspace in new[] { client, other })
        {
            await AddAsync(workspace, "company", "No", Companies);
            await AddAsync(workspace, "contact", "No", Companies);
            (await workspace.PostAsync("types/company/rules", new { kind = "valid", field = "employees", when = "employees is not empty", condition = "employees > 0", message = "No." })).Expect(201);
        }
        var made = new int[2];
        await Task.WhenAll(Enumerable.Range(0, 16).Select(async writer =>
        {
            var workspace = writer % 4 == 3 ? other : client;
            for (var n = 0; n < 12; n++)
            {
                var (id, records) = ($"{writer}-{n}", 0);
                object Good(string more) => new { method = "POST", path = "companies", body = new { name = "Company " + id + more } };
                object Bad(string more) => new { method = "POST", path = "companies", body = new { name = "Company " + id + more, employees = 0 } };
                switch ((writer + n) % 6)
                {
                    case 0:
                        (await workspace.PostAsync("companies", new { name = id, employees = 0 })).Refused(422);
                        break;
                    case 1:
                        var key = ("Idempotency-Key", id);
                        var first = (await workspace.PostAsync("companies", new { name = id }, key)).Expect(201);
                        Assert.Equal(first.Text("no_c"), (await workspace.PostAsync("companies", new { name = id }, key)).Expect(201).Text("no_c"));
                        records = 1;
                        break;
                    case 2:
                        (await workspace.PostAsync("batch", new { calls = new[] { Good("a"), Bad("b"), Good("c") } })).Expect(200);
                        records = 2;
                        break;
                    case 3:
                        (await workspace.PostAsync("batch", new { calls = new[] { Good("a"), Bad("b") }, all_or_nothing = true })).Refused(422);
                        break;
                    case 4:
                        (await workspace.SendAsync("PUT", $"companies/by/external_id/{id}", Client.Content(new { name = id }))).Expect(201);
                        (await workspace.SendAsync("PUT", $"companies/by/external_id/{id}", Client.Content(new { name = id + "!" }))).Expect(200);
                        records = 1;
                        break;
                    default:
                        await workspace.CreateAsync("contacts", new { last_name = id });
                        var company = await workspace.CreateAsync("companies", new { name = id });
                        (await workspace.DeleteAsync($"companies/{company.Id()}")).Expect(204);
                        records = 1;
                        break;
                }
                Interlocked.Add(ref made[workspace == client ? 0 : 1], records);
            }
        }));
        await WithoutGapAsync(client, made[0]);
        await WithoutGapAsync(other, made[1]);
        var contacts = (await client.ListAsync("contacts", null, "&sort=no_c")).Select(c => c.Text("no_c")).ToList();
        Assert.Equal(Enumerable.Range(1, contacts.Count).Select(Number), contacts);
    }

    [Fact]
    public async Task Rows_of_an_import_are_numbered_but_for_those_that_fail()
    {
        var client = await server.WorkspaceAsync();
        await AddAsync(client, "company", "No", Companies);
        (await client.PostAsync("types/company/rules", new { kind = "required", field = "employees" })).Expect(201);
        var rows = string.Concat(Enumerable.Range(1, 3_500).Select(n => $"Company {n},{(n % 500 == 7 ? "" : n.ToString(CultureInfo.InvariantCulture))}\n"));
        var import = (await Furnished.UploadAsync(client, "name,employees\n" + rows)).Text("id");
        (await client.PostAsync($"imports/{import}/run", new { type = "company", mapping = new { name = "name", employees = "employees" }, match_on = Array.Empty<string>() })).Expect(202);
        while ((await client.GetAsync($"imports/{import}")).Expect(200).Text("state") != "done")
        {
            // Others write in between.
            await client.CreateAsync("companies", new { name = "Between", employees = 1 });
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
        var between = (await client.GetAsync("companies?where=name='Between'&count=exact&limit=1")).Expect(200).GetProperty("count").GetInt32();
        await WithoutGapAsync(client, 3_493 + between);
    }

    [Fact]
    public async Task Records_that_are_older_than_a_series_are_numbered_by_age_where_that_is_asked_for()
    {
        var client = await server.WorkspaceAsync();
        var calls = Enumerable.Range(1, 900).Select(n => new { method = "POST", path = "companies", body = new { name = $"Company {n:000}" } });
        (await client.PostAsync("batch", new { calls })).Expect(200);
        await AddAsync(client, "company", "Later", new { pattern = "L{number}" });
        Assert.All(await client.ListAsync("companies", "later_c is empty"), c => Assert.Equal(1, c.Version()));
        await AddAsync(client, "company", "No", Companies, existing: true);
        while ((await client.ListAsync("companies", "no_c is empty", "&fields=name")).Count > 0)
            await Task.Delay(20, TestContext.Current.CancellationToken);
        // With the last number the job is done, and comes to its end.
        while ((await client.GetAsync("jobs?kind=series")).Expect(200).Data().Count > 0)
            await Task.Delay(20, TestContext.Current.CancellationToken);
        await WithoutGapAsync(client, 900);
        var all = (await AllAsync(client)).ConvertAll(c => (c.Text("created_at"), c.Text("no_c")));
        Assert.Equal(all.OrderBy(c => c.Item1, StringComparer.Ordinal).Select(c => c.Item1), all.Select(c => c.Item1));
        Assert.Equal("C-0901", (await client.CreateAsync("companies", new { name = "New" })).Text("no_c"));
        Assert.Single((await client.GetAsync("search?q=C-0417&types=company")).Expect(200).Data());
    }

    [Fact]
    public async Task A_number_stays_with_its_record_in_the_trash_out_of_it_and_through_undoing()
    {
        var client = await server.WorkspaceAsync();
        await AddAsync(client, "company", "No", Companies);
        var (one, two) = (await client.CreateAsync("companies", new { name = "One" }), await client.CreateAsync("companies", new { name = "Two" }));
        var made = (await client.GetAsync($"companies/{one.Id()}/changes")).Expect(200).Data()[0].Raw("position");
        Assert.Equal(1, (await client.PostAsync($"changes/{made}/undo", null)).Expect(200).GetProperty("done").GetInt32());
        Assert.Equal("C-0003", (await client.CreateAsync("companies", new { name = "Three" })).Text("no_c"));
        Assert.Equal("C-0001", (await client.PostAsync($"companies/{one.Id()}/restore", null)).Expect(200).Text("no_c"));
        var merged = (await client.PostAsync("companies/actions/merge", new { ids = new[] { one.Id(), two.Id() }, input = new { into = two.Id() } })).Expect(200);
        Assert.Equal("C-0002", merged.GetProperty("record").Text("no_c"));
        (await client.PostAsync($"changesets/{merged.Text("changeset")}/undo", null)).Expect(200);
        await WithoutGapAsync(client, 3);
        // An older record that was numbered since is taken back as if it had not been.
        var contact = await client.CreateAsync("contacts", new { last_name = "Rossi" });
        await AddAsync(client, "contact", "No", Companies, existing: true);
        while ((await client.ListAsync("contacts", "no_c is empty")).Count > 0)
            await Task.Delay(20, TestContext.Current.CancellationToken);
        var changes = (await client.GetAsync($"contacts/{contact.Id()}/changes")).Expect(200).Data();
        Assert.Equal("undo.issued", Assert.Single((await client.PostAsync($"changes/{changes[0].Raw("position")}/undo", null)).Expect(200).GetProperty("outcomes").EnumerateArray()).Text("code"));
        Assert.Equal("C-0001", (await client.GetAsync($"contacts/{contact.Id()}")).Expect(200).Text("no_c"));
        Assert.Equal(1, (await client.PostAsync($"changes/{changes[1].Raw("position")}/undo", null)).Expect(200).GetProperty("done").GetInt32());
    }

    [Fact]
    public async Task A_number_may_be_what_people_call_a_record()
    {
        var client = await server.WorkspaceAsync();
        (await client.PostAsync("types", new { name = "ticket", plural = "tickets", label = "Ticket", fields = new object[] { new { name = "no", kind = "series", title = true, series = new { pattern = "T{number}", digits = 5 } }, new { name = "text", kind = "text" } } })).Expect(201);
        var ticket = await client.CreateAsync("tickets_c", new { text_c = "It rings" });
        Assert.Equal("T00001", ticket.Text("no_c"));
        var batch = (await client.PostAsync("batch", new { calls = new object[] { new { method = "POST", path = "tickets_c", body = new { }, @ref = "a" }, new { method = "PATCH", path = "tickets_c/a", body = new { text_c = "It hums" } } } })).Expect(200);
        Assert.Equal([201, 200], batch.GetProperty("results").EnumerateArray().Select(r => r.GetProperty("status").GetInt32()));
        Assert.Equal(["T00001", "T00002"], (await client.ListAsync("tickets_c", null, "&sort=no_c")).Select(t => t.Text("no_c")));
        var hit = (await client.GetAsync("search?q=T00002")).Expect(200).Data()[0];
        Assert.Equal(("T00002", "It hums"), (hit.Text("title"), hit.Text("subtitle")));
        Assert.Equal("T00002", (await client.GetAsync($"tickets_c/{hit.Text("id")}/changes")).Expect(200).Data()[^1].GetProperty("record").Text("title"));
        var call = await client.CreateAsync("activities", new { subject = "Call", regarding = new { type = "ticket_c", id = ticket.Id() } });
        Assert.Equal("T00001", call.GetProperty("regarding").Text("title"));
        (await client.PatchAsync($"tickets_c/{ticket.Id()}", new { text_c = "It is quiet" })).Expect(200);
        Assert.Equal("T00001", (await client.GetAsync("search?q=T00001&types=ticket_c")).Expect(200).Data()[0].Text("title"));
    }
}
