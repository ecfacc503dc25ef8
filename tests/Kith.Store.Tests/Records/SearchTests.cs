using System.Buffers;
using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Types;
using Kith.Store.Search;

namespace Kith.Store.Tests.Records;

public sealed class SearchTests(StoreFixture fixture)
{
    private async Task<Workspace> OfficeAsync()
    {
        var workspace = await fixture.WorkspaceAsync();
        await workspace.CreateAsync("company", """{"name": "Bigcompany SpA", "website": "https://www.bigcompany.example"}""");
        await workspace.CreateAsync("contact", """{"first_name": "Johann", "last_name": "Goldsmith", "email": "j.goldsmith@northwind.example", "phone": "+39 06 1234567"}""");
        await workspace.CreateAsync("contact", """{"first_name": "Margarethe", "last_name": "Baremi", "mobile": "+49 30 7654321"}""");
        return workspace;
    }

    private static IEnumerable<string?> Titles(JsonElement hits) => hits.EnumerateArray().Select(h => h.Text("title"));

    [Theory]
    [InlineData("goldsmith", "Johann Goldsmith", "name", "Johann Goldsmith")]
    [InlineData("smith", "Johann Goldsmith", "name", "Johann Goldsmith")]
    [InlineData("orthwin", "Johann Goldsmith", "email", "j.goldsmith@northwind.example")]
    [InlineData("smith@north", "Johann Goldsmith", "email", "j.goldsmith@northwind.example")]
    [InlineData("company.ex", "Bigcompany SpA", "website", "https://www.bigcompany.example")]
    [InlineData("goldsmiht", "Johann Goldsmith", "name", "Johann Goldsmith")]
    [InlineData("jhoann goldsmit", "Johann Goldsmith", "name", "Johann Goldsmith")]
    [InlineData("margarete", "Margarethe Baremi", "name", "Margarethe Baremi")]
    [InlineData("0049 30 7654321", "Margarethe Baremi", "mobile", "+49307654321")]
    [InlineData("(030) 765-4321", "Margarethe Baremi", "mobile", "+49307654321")]
    public async Task Parts_slips_and_numbers_find_and_say_why(string typed, string title, string field, string text)
    {
        var hits = await (await OfficeAsync()).SearchAsync(typed);
        var hit = Assert.Single(hits.EnumerateArray());
        Assert.Equal((title, field, text), (hit.Text("title"), hit.GetProperty("why").Text("field"), hit.GetProperty("why").Text("text")));
    }

    [Theory]
    [InlineData("zzzz")]
    [InlineData("goldfish")]
    [InlineData("77777")]
    [InlineData("%%%")]
    [InlineData("' | 'q':*")]
    public async Task What_resembles_nothing_finds_nothing(string typed) => Assert.Empty((await (await OfficeAsync()).SearchAsync(typed)).EnumerateArray());

    [Fact]
    public async Task The_very_title_comes_first_then_beginnings_then_words_then_the_newest()
    {
        var workspace = await fixture.WorkspaceAsync();
        foreach (var name in new[] { "New Acme", "Acme Spare Parts", "Acme", "Old Acme" })
            await workspace.CreateAsync("company", $$"""{"name": "{{name}}"}""");
        Assert.Equal(["Acme", "Acme Spare Parts", "Old Acme", "New Acme"], Titles(await workspace.SearchAsync("acme")));
    }

    [Fact]
    public async Task Own_records_come_before_those_of_others_and_what_was_changed_of_late_before_both()
    {
        var workspace = await fixture.WorkspaceAsync();
        var other = await workspace.CreateAsync("person", """{"name": "Otto Other"}""");
        var mine = await workspace.CreateAsync("company", """{"name": "Acme Mine"}""");
        await workspace.CreateAsync("company", $$"""{"name": "Acme Other", "owner": "{{other.Id()}}"}""");
        await workspace.CreateAsync("company", $$"""{"name": "Acme Third", "owner": "{{other.Id()}}"}""");
        Assert.Equal(["Acme Third", "Acme Other", "Acme Mine"], Titles(await SearchAsync(workspace, Another(workspace, other.Id()), "acme")));
        await workspace.UpdateAsync("company", mine.Id(), $$"""{"owner": "{{other.Id()}}"}""");
        Assert.Equal(["Acme Third", "Acme Other", "Acme Mine"], Titles(await workspace.SearchAsync("acme")));
        await workspace.UpdateAsync("company", mine.Id(), $$"""{"owner": "{{workspace.Owner.Person}}"}""");
        Assert.Equal("Acme Mine", Titles(await SearchAsync(workspace, Another(workspace, workspace.Owner.Person!.Value), "acme")).First());
    }

    [Fact]
    public async Task Among_very_many_of_one_name_neither_the_very_title_nor_what_was_changed_of_late_is_lost()
    {
        var workspace = await fixture.WorkspaceAsync();
        await using (var fill = fixture.Owner.CreateCommand("""
            insert into kith.entry (workspace_id, id, type, title, words, title_words)
            select $1, gen_random_uuid(), 'contact', 'Ada ' || n, array_to_tsvector(array[right($1::text, 6) || 'ada', right($1::text, 6) || n]), 'ada ' || n from generate_series(1, 5000) n
            """))
        {
            fill.Parameters.Add(new() { Value = workspace.Id });
            await fill.ExecuteNonQueryAsync();
        }
        await workspace.CreateAsync("contact", """{"last_name": "Ada"}""");
        await workspace.CreateAsync("contact", """{"first_name": "Zoe", "last_name": "Ada"}""");
        var hits = (await workspace.SearchAsync("ada")).EnumerateArray().ToList();
        Assert.Equal(20, hits.Count);
        Assert.Equal("Ada", hits[0].Text("title"));
        Assert.Equal("Zoe Ada", Assert.Single((await workspace.SearchAsync("zoe a")).EnumerateArray()).Text("title"));
    }

    [Theory]
    [InlineData("1234567", false)]
    [InlineData("goldsmith 1234567", false)]
    [InlineData("7654321", true)]
    [InlineData("goldsmith", true)]
    [InlineData("gildsmith", true)]
    public async Task A_hidden_field_neither_finds_nor_shows(string typed, bool found)
    {
        var workspace = await OfficeAsync();
        var hits = await SearchAsync(workspace, workspace.Owner, typed, new Sharing(hidden: ["phone", "email"]));
        Assert.Equal(found, hits.GetArrayLength() == 1);
        foreach (var hit in hits.EnumerateArray())
        {
            Assert.Contains(hit.GetProperty("why").Text("field"), new[] { "name", "mobile" });
            Assert.DoesNotContain("northwind", hit.ToString());
            Assert.DoesNotContain("1234567", hit.ToString());
        }
    }

    [Fact]
    public async Task A_record_that_is_not_shared_is_not_found()
    {
        var workspace = await OfficeAsync();
        var policy = new Sharing(where: "last_name = \"Baremi\"");
        Assert.Empty((await SearchAsync(workspace, workspace.Owner, "goldsmith", policy)).EnumerateArray());
        Assert.Equal("Margarethe Baremi", Assert.Single((await SearchAsync(workspace, workspace.Owner, "baremi", policy)).EnumerateArray()).Text("title"));
    }

    [Theory]
    [InlineData("last_name = \"Baremi\"", 1)]
    [InlineData("company.name = \"Acme\"", 1)]
    [InlineData("company.owner = me() and company.name = \"Nothing\"", 0)]
    public async Task A_list_and_a_search_show_the_shared_records_only(string where, int count)
    {
        var workspace = await OfficeAsync();
        var company = await workspace.CreateAsync("company", """{"name": "Acme"}""");
        await workspace.CreateAsync("contact", $$"""{"first_name": "Mario", "last_name": "Inside", "company": "{{company.Id()}}"}""");
        var policy = new Sharing(where);
        var catalogue = await fixture.Store.Catalogues.OfAsync(workspace.Id, 0, CancellationToken.None);
        var output = new ArrayBufferWriter<byte>();
        await new Store.Reading.RecordReader(fixture.Store.Database, policy, TimeProvider.System).ListAsync(workspace.Owner, catalogue, catalogue["contact"], new Core.Queries.ListQuery(), output, CancellationToken.None);
        Assert.Equal(count, JsonDocument.Parse(output.WrittenMemory).RootElement.GetProperty("data").GetArrayLength());
        Assert.Equal(count, (await SearchAsync(workspace, workspace.Owner, "mar", policy)).GetArrayLength());
    }

    private static Caller Another(Workspace workspace, Guid person) => Caller.Of(workspace.Id, person, Role.Member, Via.Api, "EUR", TimeZoneInfo.Utc);

    private async Task<JsonElement> SearchAsync(Workspace workspace, Caller caller, string typed, AccessPolicy? policy = null)
    {
        var catalogue = await fixture.Store.Catalogues.OfAsync(workspace.Id, 0, CancellationToken.None);
        var output = new ArrayBufferWriter<byte>();
        await new SearchReader(fixture.Store.Database, policy ?? fixture.Store.Policy, TimeProvider.System).WriteAsync(caller, catalogue, typed, [], 20, output, CancellationToken.None);
        return JsonDocument.Parse(output.WrittenMemory).RootElement.GetProperty("data");
    }

    /// <summary>A policy as sharing will be: some contacts, and some of their fields.</summary>
    private sealed class Sharing(string? where = null, string[]? hidden = null) : AccessPolicy
    {
        protected override TypeRights PersonRights(Caller caller, RecordType type) =>
            type.Name == "contact" ? new(true, true, true, true, where, where) { Hidden = new HashSet<string>(hidden ?? []) } : new(true, true, true, true);

        protected override bool PersonMay(Caller caller, Function function) => true;
    }
}
