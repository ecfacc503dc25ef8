using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Store.Transfer;

namespace Kith.Transfer.Tests;

public sealed class MappingTests
{
    private const string File = "id,account,stage,day,amount,note,when\n1,Acme,Won,03/04/2026,\"1.234\",x,2026-03-04\n";

    [Fact]
    public void The_mapping_of_the_walk_through_becomes_a_plan()
    {
        var plan = Files.Plan(Files.Profile(Files.Maven("sales_pipeline.csv")), """
            {"type": "deal", "mapping": {"opportunity_id": "external_id", "sales_agent": {"field": "owner", "unresolved": "create"},
             "product": {"field": "product", "match": "name", "values": {"GTXPro": "GTX Pro"}}, "account": "company", "deal_stage": "stage",
             "engage_date": "engaged_on", "close_date": {"field": "close_date", "format": "M/d/yyyy"}, "close_value": "amount"},
             "defaults": {"name": "{account} {product}"}, "match_on": ["external_id"], "on_match": "update"}
            """);
        Assert.Equal("external_id owner product company stage engaged_on close_date amount name", string.Join(' ', plan.Fields.Select(f => f.Name)));
        Assert.Equal("external_id", Assert.Single(plan.MatchOn).Text);
        Assert.Equal("M/d/yyyy", plan.Columns[5].Format.DateFormat);
        Assert.Equal(LinkBy.Title, plan.Columns[2].Match!.By);
        Assert.Equal((true, false, OnMatch.Update), (plan.Rules, plan.Mail, plan.OnMatch));
        Assert.Empty(plan.Missing);
    }

    [Theory]
    [InlineData("""[]""", "", "not_an_object")]
    [InlineData("""{"mapping": {}}""", "type", "required")]
    [InlineData("""{"type": "deel", "mapping": {}}""", "type", "unknown_type")]
    [InlineData("""{"type": "deal"}""", "mapping", "required")]
    [InlineData("""{"type": "deal", "mapping": {"acount": "company"}}""", "mapping.acount", "import.unknown_column")]
    [InlineData("""{"type": "deal", "mapping": {"account": "company", "ACCOUNT": "name"}}""", "mapping.ACCOUNT", "import.column_twice")]
    [InlineData("""{"type": "deal", "mapping": {"account": "compny"}}""", "mapping.account", "unknown_field")]
    [InlineData("""{"type": "deal", "mapping": {"account": {"field": "weighted"}}}""", "mapping.account.field", "read_only")]
    [InlineData("""{"type": "deal", "mapping": {"account": "name", "note": "name"}}""", "mapping.note", "import.field_twice")]
    [InlineData("""{"type": "company", "mapping": {"account": "address", "note": "address.city"}}""", "mapping.note", "import.field_twice")]
    [InlineData("""{"type": "company", "mapping": {"account": "address.city", "note": "address"}}""", "mapping.note", "import.field_twice")]
    [InlineData("""{"type": "deal", "mapping": {"account": 7}}""", "mapping.account", "import.bad_mapping")]
    [InlineData("""{"type": "deal", "mapping": {"account": {"match": "name"}}}""", "mapping.account", "import.bad_mapping")]
    [InlineData("""{"type": "deal", "mapping": {"account": {"field": "company", "macth": "name"}}}""", "mapping.account.macth", "unknown_parameter")]
    [InlineData("""{"type": "deal", "mapping": {"account": {"field": "company", "match": "colour"}}}""", "mapping.account.match", "import.unknown_match")]
    [InlineData("""{"type": "deal", "mapping": {"account": {"field": "name", "match": "name"}}}""", "mapping.account.match", "import.not_a_link")]
    [InlineData("""{"type": "deal", "mapping": {"account": {"field": "company", "unresolved": "explode"}}}""", "mapping.account.unresolved", "import.one_of")]
    [InlineData("""{"type": "deal", "mapping": {"account": {"field": "company", "match": "email", "unresolved": "create"}}}""", "mapping.account.unresolved", "import.cannot_create")]
    [InlineData("""{"type": "deal", "mapping": {"account": {"field": "company", "create_choices": true}}}""", "mapping.account.create_choices", "import.not_a_choice")]
    [InlineData("""{"type": "deal", "mapping": {"account": {"field": "company", "empty": 1}}}""", "mapping.account.empty", "not_a_text")]
    [InlineData("""{"type": "deal", "mapping": {"account": {"field": "company", "values": {"a": 1}}}}""", "mapping.account.values.a", "not_a_text")]
    [InlineData("""{"type": "activity", "mapping": {"account": {"field": "kind", "create_choices": true}}}""", "mapping.account.create_choices", "import.closed_choices")]
    [InlineData("""{"type": "activity", "mapping": {"account": {"field": "regarding", "match": "name"}}}""", "mapping.account.match", "import.match_any")]
    [InlineData("""{"type": "deal", "mapping": {"day": "close_date"}}""", "mapping.day.format", "import.ambiguous_date")]
    [InlineData("""{"type": "deal", "mapping": {"note": "close_date"}}""", "mapping.note.format", "import.no_date_format")]
    [InlineData("""{"type": "deal", "mapping": {"day": {"field": "close_date", "format": "q/w/yyyy"}}}""", "mapping.day.format", "import.bad_date_format")]
    [InlineData("""{"type": "deal", "mapping": {"day": {"field": "name", "format": "M/d/yyyy"}}}""", "mapping.day.format", "import.no_format")]
    [InlineData("""{"type": "deal", "mapping": {"amount": "amount"}}""", "mapping.amount.format", "import.ambiguous_number")]
    [InlineData("""{"type": "deal", "mapping": {"amount": {"field": "amount", "format": "M/d/yyyy"}}}""", "mapping.amount.format", "import.bad_number_format")]
    [InlineData("""{"type": "deal", "mapping": {"note": {"new_field": {"label": "Note", "kind": "colour"}}}}""", "mapping.note.new_field.kind", "import.unknown_kind")]
    [InlineData("""{"type": "deal", "mapping": {"note": {"new_field": {"label": "Note", "kind": "link"}}}}""", "mapping.note.new_field.kind", "import.unknown_kind")]
    [InlineData("""{"type": "deal", "mapping": {"note": {"new_field": {"label": "???", "kind": "text"}}}}""", "mapping.note.new_field.label", "import.bad_label")]
    [InlineData("""{"type": "deal", "mapping": {"note": {"new_field": {"label": "N"}, "field": "name"}}}""", "mapping.note", "import.bad_mapping")]
    [InlineData("""{"type": "deal", "mapping": {"account": "company"}, "match_on": []}""", "name", "import.required")]
    [InlineData("""{"type": "deal", "mapping": {"account": "name"}, "match_on": ["colour"]}""", "match_on", "unknown_field")]
    [InlineData("""{"type": "deal", "mapping": {"account": "name"}, "match_on": ["external_id"]}""", "match_on", "import.key_not_mapped")]
    [InlineData("""{"type": "deal", "mapping": {"account": "name", "note": "tags"}, "match_on": ["tags"]}""", "match_on", "import.not_a_key")]
    [InlineData("""{"type": "deal", "mapping": {"account": "name"}, "on_match": "merge"}""", "on_match", "import.one_of")]
    [InlineData("""{"type": "deal", "mapping": {"account": "name"}, "defaults": {"colour": "x"}}""", "defaults.colour", "unknown_field")]
    [InlineData("""{"type": "deal", "mapping": {"account": "company"}, "defaults": {"name": "{acount}"}}""", "defaults.name", "import.unknown_column")]
    [InlineData("""{"type": "deal", "mapping": {"account": "company"}, "defaults": {"name": "{account"}}""", "defaults.name", "import.bad_template")]
    [InlineData("""{"type": "deal", "mapping": {"account": "name"}, "defaults": {"close_date": "soon"}}""", "defaults.close_date", "not_a_date")]
    [InlineData("""{"type": "deal", "mapping": {"account": "name"}, "rules": "no"}""", "rules", "not_a_boolean")]
    [InlineData("""{"type": "deal", "mapping": {"account": "name"}, "colour": 1}""", "colour", "unknown_parameter")]
    [InlineData("""{"type": "deal", "mapping": {}, "defaults": {"name": "x"}}""", "mapping", "import.nothing_mapped")]
    public void What_is_wrong_is_named_with_its_place(string json, string field, string code)
    {
        var (plan, problems) = Files.Parse(Files.Profile(File), json);
        Assert.Null(plan);
        var problem = Assert.Single(problems, p => p.Field == field && p.Code == code);
        Assert.True(Messages.Knows(code), code);
        Assert.DoesNotContain("{", problem.Message.Replace("{column}", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void All_problems_are_found_at_once()
    {
        var (_, problems) = Files.Parse(Files.Profile(File), """
            {"type": "deal", "mapping": {"acount": "company", "day": "close_date", "note": {"field": "compny"}}, "defaults": {"name": "{x}"}, "on_match": "x"}
            """);
        Assert.Equal(["mapping.acount", "mapping.day.format", "mapping.note.field", "defaults.name", "on_match"], problems.Select(p => p.Field).Where(f => f != "name"));
        Assert.Equal("account", problems[0].Suggestion);
        Assert.Equal("company", problems[2].Suggestion);
    }

    [Fact]
    public void The_ambiguous_date_is_quoted_with_the_ways_to_read_it()
    {
        var (_, problems) = Files.Parse(Files.Profile(File), """{"type": "deal", "mapping": {"account": "name", "day": "close_date"}}""");
        var message = Assert.Single(problems).Message;
        Assert.Contains("“day”", message, StringComparison.Ordinal);
        Assert.Contains("03/04/2026", message, StringComparison.Ordinal);
        Assert.Contains("M/d/yyyy, d/M/yyyy", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name", LinkBy.Title)]
    [InlineData("title", LinkBy.Title)]
    [InlineData("email", LinkBy.Email)]
    [InlineData("domain", LinkBy.Domain)]
    [InlineData("id", LinkBy.Id)]
    [InlineData("external_id", LinkBy.Field)]
    public void A_link_is_found_by_what_the_mapping_says(string match, LinkBy by)
    {
        var plan = Files.Plan(Files.Profile(File), $$$"""{"type": "deal", "mapping": {"note": "name", "account": {"field": "company", "match": "{{{match}}}" } } }""");
        Assert.Equal(by, plan.Columns[1].Match!.By);
    }

    [Theory]
    [InlineData("Acme", LinkBy.Title)]
    [InlineData("ada@example.com", LinkBy.Email)]
    [InlineData("0199a0c0-0000-7000-8000-000000000001", LinkBy.Id)]
    public void Without_a_match_the_text_says_by_what_it_is_found(string text, LinkBy by) =>
        Assert.Equal(by, LinkMatch.Auto(Files.Catalogue["company"]).For(text));

    [Theory]
    [InlineData("ada@Example.com", "example.com")]
    [InlineData("https://www.example.com/about", "example.com")]
    [InlineData("example.com", "example.com")]
    [InlineData("Acme", null)]
    public void A_domain_is_taken_from_mail_and_web_addresses(string text, string? domain) => Assert.Equal(domain, LinkMatch.Domain(text));

    [Fact]
    public void A_column_can_be_kept_as_a_new_field_and_the_same_mapping_serves_once_it_is_there()
    {
        const string Json = """{"type": "company", "mapping": {"account": "name", "note": {"new_field": {"label": "Office location", "kind": "text"}}}, "match_on": ["name"]}""";
        var profile = Files.Profile(File);
        var made = Assert.Single(Files.Plan(profile, Json).NewFields);
        Assert.Equal(("note", "office_location_c", "text"), (made.Column, made.Field.Name, made.Field.Kind.Name));

        var later = Files.Catalogue.With(1, new Dictionary<string, IReadOnlyList<Field>> { ["company"] = [made.Field] }, [], new Dictionary<string, IReadOnlyList<Choice>>());
        var problems = new ProblemList();
        var plan = ImportMapping.Parse(System.Text.Json.JsonDocument.Parse(Json).RootElement, Files.Context(profile) with { Catalogue = later }, problems);
        Assert.Empty(plan!.NewFields);
        Assert.Equal(later["company"]["office_location_c"], plan.Fields[1]);
    }

    [Fact]
    public void Hidden_fields_are_unknown_and_locked_ones_read_only()
    {
        var rights = new TypeRights(true, true, true, true) { Hidden = new HashSet<string> { "amount" }, Locked = new HashSet<string> { "owner" } };
        var problems = new ProblemList();
        var context = Files.Context(Files.Profile(File)) with { Rights = _ => rights };
        ImportMapping.Parse(System.Text.Json.JsonDocument.Parse("""{"type": "deal", "mapping": {"account": "name", "amount": "amount", "note": "owner"}}""").RootElement, context, problems);
        Assert.Equal(["unknown_field", "read_only"], problems.Errors.Select(p => p.Code));
        Assert.Null(problems.Errors[0].Suggestion);
    }

    [Fact]
    public void With_a_key_a_required_field_may_be_missing_because_the_records_may_exist()
    {
        var plan = Files.Plan(Files.Profile(File), """{"type": "company", "mapping": {"id": "external_id", "note": "description"}}""");
        Assert.Equal("external_id", Assert.Single(plan.MatchOn).Text);
        Assert.Equal("name", Assert.Single(plan.Missing).Name);
    }
}
