using System.Text.Json;
using System.Text.Json.Nodes;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Records;

public sealed class CreateAndReadTests(Installation server)
{
    public static TheoryData<string> Types => EveryType.Plurals;

    [Fact]
    public async Task The_suite_goes_over_every_type_of_the_schema()
    {
        var client = await server.WorkspaceAsync();
        await OwnTypes.AddTypeAsync(client);
        var schema = await client.SchemaAsync();
        Assert.Equal(schema.Select(t => t.Plural).Order(), Types.Select(t => t.Data).Order());
        var kinds = Core.Types.Kinds.FieldKinds.Names.Where(n => n != "series").Order();
        Assert.Equal(kinds, OwnTypes.Kinds.Order());
        Assert.Equal(kinds, schema.Single(t => t.Plural == OwnTypes.Plural).Fields.Where(f => f.Name.StartsWith("my_", StringComparison.Ordinal)).Select(f => f.Kind).Order());
    }

    [Theory, MemberData(nameof(Types))]
    public async Task A_record_with_few_values_is_created_and_read_the_same(string plural)
    {
        var (client, make, type) = await EveryType.WorkspaceAsync(server, plural);
        var created = await client.PostAsync(plural, await make.LeastAsync(type, 1));
        var record = created.Expect(201);
        Assert.Equal($"/api/v1/{plural}/{record.Id()}", created.Headers["Location"]);
        Assert.Equal("\"1\"", created.Headers["ETag"]);
        Assert.Equal(1, record.Version());
        Assert.Equal(["id", "version", .. type.Fields.Select(f => f.Name)], record.EnumerateObject().Select(p => p.Name));
        Assert.Equal(client.Person, record.GetProperty("created_by").Id());
        var read = await client.GetAsync($"{plural}/{record.Id()}");
        Assert.Equal(record.GetRawText(), read.Expect(200).GetRawText());
        Assert.Equal("\"1\"", read.Headers["ETag"]);
        Assert.Equal("application/json", read.ContentType);
    }

    [Theory, MemberData(nameof(Types))]
    public async Task Every_writable_field_is_answered_as_it_was_sent(string plural)
    {
        var (client, make, type) = await EveryType.WorkspaceAsync(server, plural);
        var body = await make.FullAsync(type, 1);
        var record = await client.CreateAsync(plural, body);
        Assert.All(type.Writable, field => Assert.True(EveryType.Answers(field, body[field.Name], record.GetProperty(field.Name)), $"{field} was sent as {body[field.Name]} and answered as {record.Raw(field.Name)}"));
        Assert.Equal(record.GetRawText(), (await client.GetAsync($"{plural}/{record.Id()}")).Expect(200).GetRawText());
        Assert.Equal(record.GetRawText(), Assert.Single(await client.ListAsync(plural, $"id = \"{record.Id()}\"")).GetRawText());
    }

    [Theory, MemberData(nameof(Types))]
    public async Task Named_fields_are_answered_and_no_others(string plural)
    {
        var (client, make, type) = await EveryType.WorkspaceAsync(server, plural);
        var record = await make.CreateFullAsync(type);
        foreach (var field in type.Fields)
        {
            var read = (await client.GetAsync($"{plural}/{record.Id()}?fields={field}")).Expect(200);
            Assert.Equal(["id", "version", field.Name], read.EnumerateObject().Select(p => p.Name));
            Assert.True(read.GetProperty(field.Name).Same(record.GetProperty(field.Name)), $"{field}: {read.Raw(field.Name)}");
        }
        (await client.GetAsync($"{plural}/{record.Id()}?fields=created_att")).Invalid("fields:unknown_field");
        (await client.GetAsync($"{plural}?fields=nothing_like_this_at_all")).Invalid("fields:unknown_field");
    }

    [Theory, MemberData(nameof(Types))]
    public async Task A_record_needs_its_required_fields_and_all_of_them_are_named(string plural)
    {
        var (client, make, type) = await EveryType.WorkspaceAsync(server, plural);
        var needed = (await make.LeastAsync(type, 1)).Select(p => p.Key).Where(f => !EveryType.FilledOnCreate.Contains((plural, f)));
        var before = await Snapshot.OfAsync(client);
        var refused = (await client.PostAsync(plural, "{}")).Refused(422, "invalid");
        Assert.Equal(needed.Order(StringComparer.Ordinal), refused.Fields);
        Assert.Equal(before, await Snapshot.OfAsync(client));
    }

    [Theory, MemberData(nameof(Types))]
    public async Task A_unique_value_is_taken_once_whatever_its_letters(string plural)
    {
        var (client, make, type) = await EveryType.WorkspaceAsync(server, plural);
        foreach (var field in type.Writable.Where(f => f.Unique))
        {
            var first = await make.LeastAsync(type, 1);
            first[field.Name] = "ab@example.com";
            await client.CreateAsync(plural, first);
            var second = await make.LeastAsync(type, 2);
            second[field.Name] = "AB@example.com";
            (await client.PostAsync(plural, second)).Invalid($"{field}:unique");
        }
    }

    [Theory, MemberData(nameof(Types))]
    public async Task A_record_is_found_by_what_it_is_called(string plural)
    {
        // A reaction is called by a sign, which is no word.
        if (plural == "reactions")
            return;
        var (client, make, type) = await EveryType.WorkspaceAsync(server, plural);
        var record = await make.CreateAsync(type, 77);
        var title = record.Text(type.Title)!;
        foreach (var typed in new[] { title, title.ToUpperInvariant(), title.Split(' ')[^1], title[..^1] })
        {
            var hit = Assert.Single((await client.GetAsync($"search?q={Uri.EscapeDataString(typed)}&types={type.Name}")).Expect(200).Data());
            Assert.Equal((type.Name, record.Id(), title), (hit.Text("type"), hit.Id(), hit.Text("title")));
        }
        // What only says something of others is found where it is asked for.
        var types = plural is "views" or "affiliations" or "deal_contacts" or "deal_lines" or "deal_members" or "territory_members" or "repetitions" or "comments" or "quotas" or "forecast_submissions" or "submissions" ? $"&types={type.Name}" : "";
        Assert.Contains((await client.GetAsync($"search?q={Uri.EscapeDataString(title)}{types}")).Expect(200).Data(), h => h.Id() == record.Id());
        var renamed = new JsonObject { [type[type.Title].ReadOnly ? type.Writable[1].Name : type.Title] = "Zebra crossing" };
        (await client.PatchAsync($"{plural}/{record.Id()}", renamed)).Expect(200);
        Assert.Empty((await client.GetAsync($"search?q=word77{types}")).Expect(200).Data());
        Assert.Equal(record.Id(), Assert.Single((await client.GetAsync($"search?q=zebra{types}")).Expect(200).Data()).Id());
        (await client.DeleteAsync($"{plural}/{record.Id()}")).Expect(204);
        Assert.Empty((await client.GetAsync($"search?q=zebra{types}")).Expect(200).Data());
    }

    [Fact]
    public async Task A_field_through_a_link_is_answered_under_its_path()
    {
        var client = await server.WorkspaceAsync();
        var parent = await client.CreateAsync("companies", new { name = "Holding", industry = "retail" });
        var company = await client.CreateAsync("companies", new { name = "Acme", parent = parent.Id() });
        var contact = await client.CreateAsync("contacts", new { last_name = "Lovelace", company = new { id = company.Id() } });
        var read = (await client.GetAsync($"contacts/{contact.Id()}?fields=company.name,company.parent,company.parent.industry,owner.email")).Expect(200);
        Assert.Equal("Acme", read.Text("company.name"));
        Assert.Equal("Holding", read.GetProperty("company.parent").Text("title"));
        Assert.Equal("retail", read.Text("company.parent.industry"));
        Assert.Equal(client.Email, read.Text("owner.email"));
        (await client.GetAsync($"contacts/{contact.Id()}?fields=company.naem,title.length")).Invalid("fields:unknown_field", "fields:unknown_field");
    }

    [Fact]
    public async Task Shapes_are_those_of_the_contract()
    {
        var client = await server.WorkspaceAsync(currency: "EUR");
        await OwnTypes.AddTypeAsync(client);
        var company = await client.CreateAsync("companies", new { name = "Acme", annual_revenue = 1200, employees = 7, phone = " +39 06 123-4567 ", website = "acme.example", address = new { city = "Rome", country = "italy" }, industry = "Retail", email = "Info@ACME.example" });
        Assert.Equal("""{"amount":"1200.00","currency":"EUR"}""", company.Raw("annual_revenue"));
        Assert.Equal("7", company.Raw("employees"));
        Assert.Equal("""{"number":"+39061234567","text":"+39 06 123-4567"}""", company.Raw("phone"));
        Assert.Equal("https://acme.example", company.Text("website"));
        Assert.True(company.GetProperty("address").Same(JsonSerializer.SerializeToElement(new { street = (string?)null, city = "Rome", region = (string?)null, postal_code = (string?)null, country = "IT" })));
        Assert.Equal("retail", company.Text("industry"));
        Assert.Equal("Info@acme.example", company.Text("email"));
        Assert.Equal($$"""{"id":"{{client.Person}}","title":"Olga Owner"}""", company.Raw("owner"));
        Assert.Matches("^\"[0-9-]{10}T[0-9:]{8}([.][0-9]{1,6})?Z\"$", company.Raw("created_at"));
        var gadget = await client.CreateAsync(OwnTypes.Plural, new { name_c = "One", my_decimal_c = 1.5, my_percent_c = 12.5, my_money_c = new { amount = "1234567.8912" }, my_phone_c = "030 1234", my_boolean_c = false, my_datetime_c = "2026-03-01T10:00:00+02:00", my_choice_c = "light blue", my_choices_c = new[] { "Red", "green" } });
        Assert.Equal("\"1.5\"", gadget.Raw("my_decimal_c"));
        Assert.Equal("\"12.5\"", gadget.Raw("my_percent_c"));
        Assert.Equal("""{"amount":"1234567.8912","currency":"EUR"}""", gadget.Raw("my_money_c"));
        Assert.Equal("""{"number":"0301234","text":"030 1234"}""", gadget.Raw("my_phone_c"));
        Assert.Equal("false", gadget.Raw("my_boolean_c"));
        Assert.Equal("\"2026-03-01T08:00:00Z\"", gadget.Raw("my_datetime_c"));
        Assert.Equal("\"light_blue\"", gadget.Raw("my_choice_c"));
        Assert.Equal("""["red","green"]""", gadget.Raw("my_choices_c"));
        var activity = await client.CreateAsync("activities", new { subject = "Call", regarding = new { type = "company", id = company.Id() }, participants = new object[] { client.Person, new { id = company.Id() } } });
        Assert.Equal($$"""{"type":"company","id":"{{company.Id()}}","title":"Acme"}""", activity.Raw("regarding"));
        Assert.Equal($$"""[{"type":"person","id":"{{client.Person}}","title":"Olga Owner"},{"type":"company","id":"{{company.Id()}}","title":"Acme"}]""", activity.Raw("participants"));
    }

    [Fact]
    public async Task Money_has_the_decimals_of_its_currency()
    {
        foreach (var (currency, sent, answered) in new[] { ("JPY", "1200", "1200"), ("KWD", "1.5", "1.500"), ("USD", "9.5", "9.50"), ("EUR", "0.1", "0.10") })
        {
            var client = await server.WorkspaceAsync(currency: currency);
            var product = await client.CreateAsync("products", new { name = "P", price = sent });
            Assert.Equal($$"""{"amount":"{{answered}}","currency":"{{currency}}"}""", product.Raw("price"));
            Assert.Equal(currency, (await client.TypeAsync("products"))["price"].Json.Text("default_currency"));
        }
    }
}
