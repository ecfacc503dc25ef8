using Kith.Core.Problems;
using Kith.Core.Records;
using Kith.Core.Types.Kinds;
using Kith.Store.Transfer;

namespace Kith.Transfer.Tests;

public sealed class RowReaderTests
{
    [Fact]
    public void The_walk_through_reads_to_the_sums_it_names()
    {
        var profile = Files.Profile(Files.Maven("sales_pipeline.csv"));
        var plan = Files.Plan(profile, """
            {"type": "deal", "mapping": {"opportunity_id": "external_id", "sales_agent": "owner", "product": {"field": "product", "values": {"GTXPro": "GTX Pro"}},
             "account": "company", "deal_stage": "stage", "engage_date": "engaged_on", "close_date": "close_date", "close_value": "amount"},
             "defaults": {"name": "{account} {product}"}}
            """);
        var reader = new RowReader(plan);
        using var source = Files.Open(Files.Maven("sales_pipeline.csv"));
        var rows = source.Rows(default).Select(reader.Read).ToArray();
        Assert.All(rows, r => Assert.True(r.Problems.None));
        string Link(ImportRow row, string field) => Files.Value(plan, row, field) is LinkText link ? link.Text : "";
        var won = rows.Where(r => Link(r, "stage") == "Won").ToArray();
        Assert.Equal(4238, won.Length);
        Assert.Equal(10_005_534m, won.Sum(r => ((Money)Files.Value(plan, r, "amount")!).Amount));
        Assert.Equal(1425, rows.Count(r => ReferenceEquals(Files.Value(plan, r, "company"), ImportRow.Keep)));
        Assert.Equal(7, rows.Select(r => Link(r, "product")).Distinct().Count());
        Assert.Equal(new DateOnly(2016, 10, 20), Files.Value(plan, rows[0], "engaged_on"));
        Assert.Equal("Cancity GTX Plus Basic", Name(rows[0]));
        Assert.Equal("Isdom GTX Pro", Name(rows[1]));
        Assert.Equal("MG Advanced", Name(rows[^1]));
        // Equal texts share one object, so the store finds each record once.
        Assert.Equal(7, rows.Select(r => Files.Value(plan, r, "product")).Distinct(ReferenceEqualityComparer.Instance).Count());

        string? Name(ImportRow row) => (string?)row.ForNew(8);
    }

    [Theory]
    [InlineData("money", "amount", "\"$1,200.50\"", "1200.50")]
    [InlineData("money", "amount", "\"1.200,50 €\"", "1200.50")]
    [InlineData("money", "amount", "(300)", "-300")]
    [InlineData("money", "amount", "\"1,234\"", "1234")]
    public void Amounts_are_read_with_signs_and_separators(string kind, string field, string cell, string amount)
    {
        var (plan, rows, _) = Files.Read($"n,{field}\nx,{cell}\n", $$$"""{"type": "deal", "mapping": {"n": "name", "{{{field}}}": "{{{field}}}"}}""");
        Assert.Equal(kind, plan.Fields[1].Kind.Name);
        Assert.Equal(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture), ((Money)rows[0].Values[1]!).Amount);
    }

    [Fact]
    public void Employees_with_a_point_before_three_digits_are_thousands_because_nobody_has_half_an_employee()
    {
        var (_, rows, _) = Files.Read("n,e\nx,1.234\n", """{"type": "company", "mapping": {"n": "name", "e": "employees"}}""");
        Assert.Equal(1234L, rows[0].Values[1]);
    }

    [Theory]
    [InlineData("M/d/yyyy", "2026-03-04")]
    [InlineData("d/M/yyyy", "2026-04-03")]
    public void A_chosen_format_decides_what_an_ambiguous_date_is(string format, string day)
    {
        var (_, rows, _) = Files.Read("n,d\nx,03/04/2026\n", $$$"""{"type": "deal", "mapping": {"n": "name", "d": {"field": "close_date", "format": "{{{format}}}" } } }""");
        Assert.Equal(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture), rows[0].Values[1]);
    }

    [Theory]
    [InlineData("2026-12-01 10:00", "2026-12-01T09:00:00Z")]
    [InlineData("2026-07-01T10:00:00Z", "2026-07-01T10:00:00Z")]
    [InlineData("2026-07-01T10:00:00.5+04:00", "2026-07-01T06:00:00.5Z")]
    [InlineData("25.12.2026", "2026-12-24T23:00:00Z")]
    [InlineData("2026-03-29 02:30", "2026-03-29T01:30:00Z")]
    public void Times_without_an_offset_are_of_the_workspace_s_zone(string text, string instant)
    {
        var (_, rows, _) = Files.Read($"s,t\nx,{text}\n", """{"type": "activity", "mapping": {"s": "subject", "t": "due_at"}}""");
        Assert.Equal(DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture).UtcDateTime, rows[0].Values[1]);
    }

    [Fact]
    public void A_date_with_a_time_gives_the_day_that_is_written()
    {
        var (_, rows, _) = Files.Read("n,d\nx,2026-03-04T23:30:00-08:00\n", """{"type": "deal", "mapping": {"n": "name", "d": "close_date"}}""");
        Assert.Equal(new DateOnly(2026, 3, 4), rows[0].Values[1]);
    }

    [Fact]
    public void Bad_cells_are_told_of_together_by_field()
    {
        var (_, rows, _) = Files.Read("n,d,a,e\nx,1/31/2026,7,3\ny,31/1/2026,many,ada\nz,2/1/2026,8,\n", """
            {"type": "company", "mapping": {"n": "name", "a": "employees", "e": "email", "d": {"new_field": {"label": "Since", "kind": "date"}, "format": "M/d/yyyy"}}}
            """);
        Assert.Equal(["employees not_an_integer", "email not_an_email", "since_c import.not_in_format"], rows[1].Problems.Errors.Select(p => $"{p.Field} {p.Code}"));
        Assert.Contains("31/1/2026", rows[1].Problems.Errors[2].Message, StringComparison.Ordinal);
        Assert.Equal("not_an_email", Assert.Single(rows[0].Problems.Errors).Code);
        Assert.True(rows[2].Problems.None);
        Assert.Equal((2, "y"), (rows[1].Number, rows[1].Cells[0]));
    }

    [Fact]
    public void Empty_cells_keep_or_clear_as_the_mapping_says()
    {
        var (plan, rows, _) = Files.Read("n,p,d\nx,  ,\n", """{"type": "company", "mapping": {"n": "name", "p": {"field": "phone", "empty": "clear"}, "d": "description"}}""");
        Assert.Null(Files.Value(plan, rows[0], "phone"));
        Assert.Same(ImportRow.Keep, Files.Value(plan, rows[0], "description"));
    }

    [Fact]
    public void Values_stand_for_others_and_an_empty_one_for_nothing()
    {
        var (plan, rows, _) = Files.Read("n,s\nx,technolgy\ny,n/a\n", """
            {"type": "company", "mapping": {"n": "name", "s": {"field": "industry", "values": {"technolgy": "Technology", "n/a": null}}}}
            """);
        Assert.Equal("technology", Files.Value(plan, rows[0], "industry"));
        Assert.Same(ImportRow.Keep, Files.Value(plan, rows[1], "industry"));
    }

    [Fact]
    public void Unknown_choices_are_made_once_on_request()
    {
        var (plan, rows, reader) = Files.Read("n,s\na,Heavy Metal\nb,heavy metal\nc,Retail\nd,Ελλάς\n", """
            {"type": "company", "mapping": {"n": "name", "s": {"field": "industry", "create_choices": true}}}
            """);
        Assert.Equal(["heavy_metal", "heavy_metal", "retail", "ελλάς"], rows.Select(r => Files.Value(plan, r, "industry")));
        Assert.Equal([("heavy_metal", "Heavy Metal"), ("ελλάς", "Ελλάς")], reader.TakeNewChoices().Select(c => (c.Choice.Value, c.Choice.Label)));
        Assert.Empty(reader.TakeNewChoices());
    }

    [Fact]
    public void Unknown_choices_fail_their_row_or_stay_empty()
    {
        const string File = "n,s\na,Heavy Metal\n";
        var (_, failing, _) = Files.Read(File, """{"type": "company", "mapping": {"n": "name", "s": "industry"}}""");
        Assert.Equal("unknown_choice", Assert.Single(failing[0].Problems.Errors).Code);
        var (plan, empty, _) = Files.Read(File, """{"type": "company", "mapping": {"n": "name", "s": {"field": "industry", "unresolved": "empty"}}}""");
        Assert.True(empty[0].Problems.None);
        Assert.Same(ImportRow.Keep, Files.Value(plan, empty[0], "industry"));
    }

    [Fact]
    public void Parts_of_an_address_are_laid_over_the_one_that_is_there()
    {
        var (plan, rows, _) = Files.Read("n,City,Country\nx,Roma,Italy\ny,,Nowhere\n", """{"type": "company", "mapping": {"n": "name", "City": "address.city", "Country": "address.country"}}""");
        var patch = Assert.IsType<AddressPatch>(Files.Value(plan, rows[0], "address"));
        var problems = new ProblemList();
        Assert.Equal(new Address("Via Po 1", "Roma", null, null, "IT"), patch.Over(new Address("Via Po 1", "Torino", null, null, "FR"), problems));
        Assert.True(problems.None);
        Assert.Equal("address.country", Assert.Single(rows[1].Problems.Errors).Field);
    }

    [Fact]
    public void Links_stay_texts_until_the_store_looks_them_up()
    {
        var (_, rows, _) = Files.Read("s,who,about\nx,Ada ; ugo@example.com,Acme\n", """
            {"type": "activity", "mapping": {"s": "subject", "who": {"field": "participants", "match": "contact.email"}, "about": {"field": "regarding", "match": "company.name"}}}
            """);
        Assert.Equal(["Ada", "ugo@example.com"], Assert.IsType<LinkText[]>(rows[0].Values[1]).Select(l => l.Text));
        var about = Assert.IsType<LinkText>(rows[0].Values[2]);
        Assert.Equal(("Acme", "company", LinkBy.Title), (about.Text, about.Match.Type.Name, about.By));
    }

    [Fact]
    public void Ids_are_read_and_refused_when_they_are_none()
    {
        var (plan, rows, _) = Files.Read("id,n\n0199a0c0-0000-7000-8000-000000000001,x\n,y\n7,z\n", """{"type": "company", "mapping": {"id": "id", "n": "name"}, "match_on": ["id"]}""");
        Assert.Equal(FieldPath.Id, Assert.Single(plan.MatchOn));
        Assert.NotNull(rows[0].Id);
        Assert.Null(rows[1].Id);
        Assert.Equal("bad_id", Assert.Single(rows[2].Problems.Errors).Code);
    }

    [Fact]
    public void Defaults_fill_only_what_a_new_record_lacks()
    {
        var (plan, rows, _) = Files.Read("n,c\n,Acme\nDeal 7,Acme\n,\n", """{"type": "deal", "mapping": {"n": "name", "c": "company"}, "defaults": {"name": "Deal with {c}", "owner": "Ada"}, "match_on": []}""");
        var owner = plan.Fields.Count - 1;
        Assert.Same(ImportRow.Keep, rows[0].Values[0]);
        Assert.Equal("Deal with Acme", rows[0].ForNew(0));
        Assert.Equal("Deal 7", rows[1].ForNew(0));
        Assert.Equal("Ada", Assert.IsType<LinkText>(rows[1].ForNew(owner)).Text);
        Assert.Equal(2, rows.Length);
    }

    [Theory]
    [InlineData("{a} {b}", "Acme", "Pro", "Acme Pro")]
    [InlineData("{a}, {b}", "", "Pro", "Pro")]
    [InlineData("{a}, {b}", "Acme", " ", "Acme")]
    [InlineData("Deal {a} ({b})", "Acme", "Pro", "Deal Acme (Pro)")]
    [InlineData("{a} {b}", "", "", null)]
    [InlineData("{{ {a} }} {b}", "x", "y", "{ x } y")]
    public void Empty_parts_of_a_template_collapse(string template, string a, string b, string? expected) =>
        Assert.Equal(expected, TextTemplate.Parse(template)!.Fill([a, b]));

    [Theory]
    [InlineData("{a")]
    [InlineData("a}")]
    [InlineData("{a} {")]
    public void A_brace_that_stands_alone_is_refused(string template) => Assert.Null(TextTemplate.Parse(template));

    [Fact]
    public void A_column_with_braces_in_its_name_can_be_named() =>
        Assert.Equal(["a {b}"], TextTemplate.Parse(TextTemplate.Hole("a {b}"))!.Columns);

    [Fact]
    public void Every_value_has_the_type_of_its_kind()
    {
        var (plan, rows, _) = Files.Read("n,p,w,t,a\nx,+39 06 1234567,example.com,red; blue,Via Po 1\n",
            """{"type": "company", "mapping": {"n": "name", "p": "phone", "w": "website", "t": "tags", "a": "address"}}""");
        Assert.Equal(new PhoneNumber("+39061234567", "+39 06 1234567"), Files.Value(plan, rows[0], "phone"));
        Assert.Equal("https://example.com", Files.Value(plan, rows[0], "website"));
        Assert.Equal(["red", "blue"], Assert.IsType<string[]>(Files.Value(plan, rows[0], "tags")));
        Assert.Equal("Via Po 1", Assert.IsType<Address>(Files.Value(plan, rows[0], "address")).Street);
        Assert.Equal(FieldKinds.Address, plan.Fields[4].Kind);
    }
}
