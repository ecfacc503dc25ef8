using System.Text.Json;
using Kith.Server.Tests.Harness;
using Kith.Store.Privacy;
using Microsoft.Extensions.DependencyInjection;

namespace Kith.Server.Tests.Privacy;

/// <summary>People ask what is stored of them.</summary>
public sealed class PrivacyRequestTests(Installation server)
{
    private const string Address = "ada.lovelace@analytical.example";

    private static async Task<Guid> AdaAsync(Client client) => (await client.CreateAsync("contacts", new { first_name = "Ada", last_name = "Lovelace", email = Address, phone = "+44 20 7946 0958" })).Id();

    private static async Task<JsonElement> AskAsync(Client client, object request) => (await client.PostAsync("privacy_requests", request)).Expect(201);

    [Fact]
    public async Task Every_table_that_holds_texts_is_declared_personal_or_impersonal()
    {
        await using var command = server.Owner.CreateCommand("""
            select distinct c.relname::text from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped join pg_type t on t.oid = a.atttypid
            where c.relnamespace = 'kith'::regnamespace and c.relkind in ('r', 'p') and t.typname in ('text', 'varchar', 'jsonb', 'json', '_text', 'xml')
                and (c.relname = 'workspace' or exists (select 1 from pg_attribute w where w.attrelid = c.oid and w.attname = 'workspace_id'))
            """);
        var tables = new List<string>();
        await using (var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken))
        {
            while (await reader.ReadAsync(TestContext.Current.CancellationToken))
                tables.Add(reader.GetString(0));
        }
        var declared = server.Services.GetServices<PersonalStore>().SelectMany(s => s.Tables).ToList();
        Assert.Empty(tables.Except(declared).Except(Impersonal.Tables.Keys));
        Assert.Empty(declared.Intersect(Impersonal.Tables.Keys));
        Assert.Equal(declared.Count, declared.Distinct().Count());
        Assert.All(server.Services.GetServices<PersonalStore>(), s => Assert.True(Kith.Core.Problems.Messages.Knows("personal." + s.Name), s.Name));
    }

    [Fact]
    public async Task A_request_is_written_down_answered_and_told_in_the_audit()
    {
        var client = await server.WorkspaceAsync();
        var ada = await AdaAsync(client);
        var request = await AskAsync(client, new { kind = "access", name = "Ada Lovelace", email = "ADA.Lovelace@Analytical.example", records = new[] { ada }, note = "By letter; showed her passport.", received_on = "2026-01-31" });
        Assert.Equal(("open", "2026-02-28", true), (request.Text("state"), request.Text("due_on"), request.GetProperty("overdue").GetBoolean()));
        Assert.Equal(("contact", "contacts", "Ada Lovelace"), (request.GetProperty("records")[0].Text("type"), request.GetProperty("records")[0].Text("types"), request.GetProperty("records")[0].Text("title")));
        var path = $"privacy_requests/{request.Text("id")}";
        Assert.Equal(ada, (await client.GetAsync(path + "/candidates")).Expect(200).Data().Single().Id());
        (await client.PostAsync(path + "/refuse", new { reason = " " })).Invalid("reason:required");
        var answered = (await client.PostAsync(path + "/answer", new { answer = "Sent by post." })).Expect(200);
        Assert.Equal(("done", "Sent by post.", "Olga Owner"), (answered.Text("state"), answered.Text("answer"), answered.GetProperty("closed_by").Text("title")));
        (await client.PostAsync(path + "/refuse", new { reason = "No." })).Refused(409, "privacy.closed");
        Assert.Empty((await client.GetAsync("privacy_requests?state=open")).Expect(200).Data());
        var events = (await client.GetAsync("security/events?kind=privacy_requested,privacy_answered")).Expect(200);
        Assert.Equal(["privacy_answered", "privacy_requested"], events.Data().Select(e => e.Text("kind")));
        Assert.DoesNotContain("lovelace", events.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Nobody_is_asked_about_without_a_way_to_tell_who()
    {
        var client = await server.WorkspaceAsync();
        var stranger = await AdaAsync(await server.WorkspaceAsync());
        (await client.PostAsync("privacy_requests", new { kind = "access", name = "Ada" })).Invalid("email:privacy.nobody");
        (await client.PostAsync("privacy_requests", new { kind = "access", email = "ada", phone = "x" })).Invalid("email:not_an_email", "phone:not_a_phone");
        (await client.PostAsync("privacy_requests", new { kind = "access", email = Address, received_on = "2999-01-01" })).Invalid("received_on:privacy.not_yet");
        (await client.PostAsync("privacy_requests", new { kind = "access", records = new[] { stranger } })).Invalid("records:privacy.no_record");
        (await client.PostAsync("privacy_search", new { name = "Ada" })).Invalid("email:privacy.nobody");
    }

    [Fact]
    public async Task Only_those_with_the_function_see_requests_and_what_they_find()
    {
        var client = await server.WorkspaceAsync();
        var id = (await AskAsync(client, new { kind = "access", email = Address })).Text("id");
        var manager = await server.ColleagueAsync(client, "manager");
        foreach (var path in new[] { "", $"/{id}", $"/{id}/candidates", $"/{id}/remains", $"/{id}/data.json", $"/{id}/data.csv" })
            (await manager.GetAsync("privacy_requests" + path)).Refused(403, "forbidden");
        (await manager.PostAsync("privacy_search", new { email = Address })).Refused(403, "forbidden");
        var administrator = await server.ColleagueAsync(client, "administrator", "Ann Admin");
        (await administrator.GetAsync($"privacy_requests/{id}")).Expect(200);
    }

    [Fact]
    public async Task Access_gives_everything_and_portability_the_records_alone()
    {
        var client = await server.WorkspaceAsync();
        var elsewhere = await server.WorkspaceAsync();
        await AdaAsync(elsewhere);
        var ada = await AdaAsync(client);
        (await client.PatchAsync($"contacts/{ada}", new { title = "Countess" })).Expect(200);
        var meeting = (await client.CreateAsync("activities", new { subject = "First meeting", participants = new[] { ada } })).Id();
        await client.CreateAsync("activities", new { subject = "Second", body = "Ask Lovelace, Ada about the engine." });
        var other = (await client.CreateAsync("contacts", new { first_name = "Bob", last_name = "Babbage", email = "bob@other.example" })).Id();
        // Its name and its other address are the record's.
        var access = await AskAsync(client, new { kind = "access", email = "old@address.example", records = new[] { ada } });
        var file = await client.GetAsync($"privacy_requests/{access.Text("id")}/data.json");
        Assert.Contains("attachment", file.Headers["Content-Disposition"], StringComparison.Ordinal);
        var stores = file.Expect(200).GetProperty("stores").EnumerateArray().ToDictionary(s => s.Text("store")!, s => s.GetProperty("rows").EnumerateArray().Select(r => (Table: r.Text("table"), Values: r.GetProperty("values"))).ToList());
        Assert.Contains(stores["records"], r => r.Table == "contact" && r.Values.Text("title") == "Countess");
        Assert.Contains(stores["records"], r => r.Table == "activity" && r.Values.Id() == meeting);
        Assert.Contains(stores["records"], r => r.Table == "activity" && r.Values.Text("subject") == "Second");
        Assert.DoesNotContain(stores["records"], r => r.Values.Id() == other);
        Assert.Equal(["created", "updated"], stores["history"].Where(r => r.Table == "change" && r.Values.GetProperty("record_id").GetGuid() == ada).Select(r => r.Values.Text("kind")).Order());
        Assert.Contains(stores["search"], r => r.Table == "entry" && r.Values.Id() == ada);
        Assert.DoesNotContain(elsewhere.Workspace.ToString(), file.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("workspace_id", file.Text, StringComparison.Ordinal);
        var csv = (await client.GetAsync($"privacy_requests/{access.Text("id")}/data.csv")).Text;
        Assert.Contains($"Records,contact,", csv, StringComparison.Ordinal);
        Assert.Contains($",email,{Address}", csv, StringComparison.Ordinal);
        var portable = await AskAsync(client, new { kind = "portability", email = Address, records = new[] { ada } });
        var taken = (await client.GetAsync($"privacy_requests/{portable.Text("id")}/data.json")).Expect(200).GetProperty("stores").EnumerateArray().Single(s => s.GetProperty("rows").GetArrayLength() > 0);
        Assert.Equal(("records", ada), (taken.Text("store"), taken.GetProperty("rows")[0].GetProperty("values").Id()));
        Assert.Equal(1, taken.GetProperty("rows").GetArrayLength());
        Assert.Equal(3, (await client.GetAsync("security/events?kind=exported")).Expect(200).Data().Count);
    }

    [Fact]
    public async Task Who_answers_a_request_sees_private_records_for_it_alone_and_each_look_is_told()
    {
        var client = await server.WorkspaceAsync();
        (await client.PostAsync("roles", new { label = "Data officer", functions = new[] { "manage_privacy", "read_audit" }, types = new { contact = new { read = "all" } } })).Expect(201);
        var officer = await server.ColleagueAsync(client, "data_officer_c");
        var ada = await AdaAsync(client);
        (await client.PutAsync($"contacts/{ada}/private", null)).Expect(204);
        while ((await officer.GetAsync($"contacts/{ada}")).Status != 404)
            await Task.Delay(20, TestContext.Current.CancellationToken);
        var request = (await AskAsync(officer, new { kind = "access", email = Address })).Text("id")!;
        Assert.Equal("Ada Lovelace", (await officer.GetAsync($"privacy_requests/{request}/candidates")).Expect(200).Data().Single().Text("title"));
        (await officer.PutAsync($"privacy_requests/{request}", new { email = Address, records = new[] { ada } })).Expect(200);
        Assert.Equal("Ada Lovelace", (await officer.GetAsync($"privacy_requests/{request}")).Expect(200).GetProperty("records")[0].Text("title"));
        Assert.Contains("Lovelace", (await officer.GetAsync($"privacy_requests/{request}/data.json")).Text, StringComparison.Ordinal);
        // Nobody asks to see these lists for a request.
        Assert.Equal(0, (await officer.GetAsync("privacy_requests")).Expect(200).Data().Single().GetProperty("records").GetArrayLength());
        (await officer.PutAsync($"legal_holds/{ada}", new { reason = "A case." })).Expect(204);
        Assert.Equal("", (await officer.GetAsync("legal_holds")).Expect(200).Data().Single().GetProperty("record").Text("title"));
        Assert.Equal("Ada Lovelace", (await client.GetAsync("legal_holds")).Expect(200).Data().Single().GetProperty("record").Text("title"));
        await server.GatherAsync(client);
        var told = (await client.GetAsync($"security/events?kind=privacy_read&person={officer.Person}")).Expect(200).Data().Select(e => e.GetProperty("details")).ToList();
        Assert.Equal(["privacy_candidates", "privacy_data", "privacy_request"], told.Select(d => d.GetProperty("way")[1].GetString()).Order(StringComparer.Ordinal));
        Assert.All(told, d => Assert.Equal(request, d.GetProperty("request")[1].GetString()));
        Assert.Equal(ada, told.Single(d => d.GetProperty("way")[1].GetString() == "privacy_candidates").GetProperty("records")[1][0].GetGuid());
    }

    [Fact]
    public async Task The_search_for_what_remains_tells_every_place_and_no_other_workspace()
    {
        var client = await server.WorkspaceAsync();
        var elsewhere = await server.WorkspaceAsync();
        var ada = await AdaAsync(client);
        (await client.PostAsync("companies", new { name = "Engine Works", description = "Call +44 (0)20 7946 0958 or 020 79460958" }, ("Idempotency-Key", "works"))).Expect(201);
        (await client.PostAsync("invitations", new { email = Address })).Expect(201);
        using (var form = new MultipartFormDataContent { { new StringContent($"name,email\nAda,{Address.ToUpperInvariant()}\n"), "file", "people.csv" }, { new StringContent("contact"), "type" } })
            (await client.PostAsync("imports", form)).Expect(201);
        await client.CreateAsync("contacts", new { first_name = "Nada", last_name = "Lovelace-Smith", email = "x" + Address });
        var found = (await client.PostAsync("privacy_search", new { email = Address, phone = "+44 20 7946 0958", name = "Ada Lovelace" })).Expect(200);
        Assert.Equal([Address, "Ada Lovelace", "+44 20 7946 0958"], found.GetProperty("searched").EnumerateArray().Select(s => s.GetString()));
        var places = found.Data().Select(r => $"{r.Text("table")}.{r.Text("column")}").ToList();
        Assert.Superset(new HashSet<string> { "contact.email", "contact.name", "contact.phone", "company.description", "entry.title", "change.diff", "change.title", "invitation.email", "import_piece.bytes", "idempotency.body" }, places.ToHashSet());
        var email = found.Data().Single(r => r.Text("table") == "contact" && r.Text("column") == "email");
        Assert.Equal((1, ada), (email.GetProperty("rows").GetInt64(), email.GetProperty("some")[0].GetGuid()));
        Assert.Empty((await elsewhere.PostAsync("privacy_search", new { email = Address, name = "Ada Lovelace" })).Expect(200).Data());
    }

    [Theory]
    [InlineData("Mail ada.lovelace@analytical.example.", true)]
    [InlineData("<ADA.LOVELACE@ANALYTICAL.EXAMPLE>", true)]
    [InlineData("bada.lovelace@analytical.example", false)]
    [InlineData("x.ada.lovelace@analytical.example", false)]
    [InlineData("ada.lovelace@analytical.example.org", false)]
    [InlineData("adaXlovelace@analytical.example", false)]
    [InlineData("Ada  Lovelace", true)]
    [InlineData("Lovelace, Ada", true)]
    [InlineData("ada lovelace's engine", true)]
    [InlineData("Nada Lovelace", false)]
    [InlineData("Ada Lovelaces", false)]
    [InlineData("0044 20 7946 0958", true)]
    [InlineData("(020) 7946-0958", true)]
    [InlineData("+44 20 7946 09581", false)]
    public async Task A_person_is_recognised_alike_by_the_server_and_by_PostgreSQL(string text, bool known)
    {
        // An address says the name, too.
        var subject = Subject.Of(text.Contains('@', StringComparison.Ordinal) ? null : "Ada Lovelace", Address, "+44 20 7946 0958", []);
        Assert.Equal(known, subject.Finder!.IsMatch(text));
        await using var command = server.Owner.CreateCommand("select $1 ~* $2");
        command.Parameters.Add(new Npgsql.NpgsqlParameter { Value = text });
        command.Parameters.Add(new Npgsql.NpgsqlParameter { Value = subject.Pattern });
        Assert.Equal(known, (bool)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!);
    }
}
