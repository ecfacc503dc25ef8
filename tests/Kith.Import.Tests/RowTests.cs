using System.Text;
using Kith.Core.Problems;
using Kith.Store;
using Kith.Store.Tests.Records;
using Kith.Store.Transfer.Running;

namespace Kith.Import.Tests;

/// <summary>What becomes of single rows.</summary>
public sealed class RowTests(StoreFixture fixture) : IClassFixture<RunnerFixture>
{
    private KithStore Store => fixture.Store;

    [Fact]
    public async Task Failed_rows_do_not_stop_the_others_and_can_be_mended_and_imported_again()
    {
        var workspace = await fixture.WorkspaceAsync();
        const string Mapping = """{"type": "contact", "mapping": {"last": "last_name", "mail": "email", "firm": "company"}, "match_on": ["email"]}""";
        var upload = await Store.UploadAsync(workspace.Owner, "last;mail;firm\nRossi;rossi@x.example;\nBianchi;nobody;\n=1+1;verdi@x.example;Nowhere\n");
        await Store.QueueAsync(workspace.Owner, upload.Id, Mapping);
        Assert.Equal((1, 0, 0, 2), (await Store.OverAsync(workspace.Owner, upload.Id)).Counts());
        var errors = await Store.ErrorsAsync(workspace.Owner, upload.Id);
        Assert.Equal("row;reason;last;mail;firm\r\n2;E-mail: write an e-mail address, such as ada@example.com.;Bianchi;nobody;\r\n3;Company: nothing is called “Nowhere”.;=1+1;verdi@x.example;Nowhere\r\n", errors);
        var mended = errors.Replace("nobody", "bianchi@x.example", StringComparison.Ordinal).Replace(";Nowhere", ";", StringComparison.Ordinal);
        Assert.Equal((2, 0, 0, 0), (await Store.ImportAsync(workspace.Owner, mended, Mapping)).Counts());
        Assert.Equal(3, await fixture.CountAsync(workspace.Id, "contact"));
    }

    [Fact]
    public async Task Keys_match_in_any_case_and_empty_cells_keep_what_is_there()
    {
        var workspace = await fixture.WorkspaceAsync();
        const string Mapping = """{"type": "contact", "mapping": {"mail": "email", "last": "last_name", "title": "title", "city": "address.city", "zip": "address.postal_code"}, "match_on": ["email"]}""";
        Assert.Equal((2, 0, 0, 0), (await Store.ImportAsync(workspace.Owner, "mail,last,title,city,zip\nAnna@x.example,Rossi,Boss,Rome,00184\nb@x.example,Bianchi,,,\n", Mapping)).Counts());
        Assert.Equal((0, 1, 1, 0), (await Store.ImportAsync(workspace.Owner, "mail,last,title,city,zip\nanna@X.example,Verdi,,Milan,\nb@x.example,Bianchi,,,\n", Mapping)).Counts());
        var contact = (await workspace.ListAsync("contact", new Core.Queries.ListQuery { Where = """title = "Boss" """ })).GetProperty("data")[0];
        Assert.Equal(("Verdi", "Milan", "00184"), (contact.Text("last_name"), contact.GetProperty("address").Text("city"), contact.GetProperty("address").Text("postal_code")));
    }

    [Fact]
    public async Task An_import_is_undone_with_all_it_made_and_changed_but_not_what_was_changed_since()
    {
        var workspace = await fixture.WorkspaceAsync();
        const string Mapping = """{"type": "contact", "mapping": {"mail": "email", "last": "last_name", "firm": {"field": "company", "unresolved": "create"}}, "match_on": ["email"]}""";
        var before = await workspace.CreateAsync("contact", """{"last_name": "Rossi", "email": "a@x.example"}""");
        var import = await Store.ImportAsync(workspace.Owner, "mail;last;firm\na@x.example;Verdi;Acme\nb@x.example;Bianchi;Acme\nc@x.example;Neri;Bolt\n", Mapping);
        Assert.Equal((2, 1, 0, 0), import.Counts());
        var later = (await workspace.ListAsync("contact", new Core.Queries.ListQuery { Where = """email = "c@x.example" """ })).GetProperty("data")[0];
        Assert.Equal(3, (await workspace.HistoryAsync(later.Id()))[0].GetProperty("row").GetInt64());
        await workspace.UpdateAsync("contact", later.Id(), """{"title": "Boss"}""");

        var undone = await UndoAsync(workspace, import.Id);
        // Two companies and two contacts were made, one contact was changed. Who was worked on since stays, and so does the company of it.
        Assert.Equal((5, 3, 2), (undone.Changeset.Total, undone.Changeset.Changed, undone.Changeset.Failed));
        Assert.Equal(["undo.changed_since", "undo.in_use"], undone.Outcomes.SelectMany(o => o.Errors).Select(e => e.Code).Order(StringComparer.Ordinal));
        Assert.Equal(("Rossi", 2), ((await workspace.ListAsync("contact", new Core.Queries.ListQuery { Where = $"id = \"{before.Id()}\"" })).GetProperty("data")[0].Text("last_name"), await fixture.CountAsync(workspace.Id, "contact", "deleted_at is null")));
        Assert.Equal(1, await fixture.CountAsync(workspace.Id, "company", "deleted_at is null"));
        var again = await Assert.ThrowsAsync<ProblemException>(() => UndoAsync(workspace, import.Id));
        Assert.Equal("undo.already", again.Problem.Code);
    }

    private async Task<Store.Changesets.ChangesetAnswer> UndoAsync(Workspace workspace, Guid changeset)
    {
        await using var session = await Store.Database.OpenAsync(workspace.Id, TestContext.Current.CancellationToken);
        var catalogue = await Store.Catalogues.OfAsync(workspace.Id, 0, TestContext.Current.CancellationToken);
        return await Store.Changesets.UndoAsync(session, workspace.Owner, catalogue, changeset, dryRun: false, background: false, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Rows_of_one_key_are_one_record_and_the_last_counts()
    {
        var workspace = await fixture.WorkspaceAsync();
        const string File = "id,name,staff\n1,Acme,5\n1,Acme,6\n2,Bolt,1\n1,Acme,7\n";
        const string Mapping = """{"type": "company", "mapping": {"id": "external_id", "name": "name", "staff": "employees"}}""";
        Assert.Equal((2, 2, 0, 0), (await Store.ImportAsync(workspace.Owner, File, Mapping)).Counts());
        Assert.Equal(1, await fixture.CountAsync(workspace.Id, "company", "name = 'Acme' and employees = 7"));
    }

    [Fact]
    public async Task Skip_leaves_what_is_there_and_create_makes_all_anew()
    {
        var workspace = await fixture.WorkspaceAsync();
        const string File = "name,staff\nAcme,5\nBolt,6\n";
        static string Mapping(string more) => $$"""{"type": "company", "mapping": {"name": "name", "staff": "employees"}, "match_on": ["name"]{{more}} }""";
        Assert.Equal((2, 0, 0, 0), (await Store.ImportAsync(workspace.Owner, File, Mapping(""))).Counts());
        Assert.Equal((1, 0, 2, 0), (await Store.ImportAsync(workspace.Owner, File.Replace('5', '9') + "Core,1\n", Mapping(""", "on_match": "skip" """))).Counts());
        Assert.Equal((2, 0, 0, 0), (await Store.ImportAsync(workspace.Owner, File, Mapping(""", "on_match": "create" """))).Counts());
        Assert.Equal((0, 0, 0, 2), (await Store.ImportAsync(workspace.Owner, File, Mapping(""))).Counts());
        Assert.Equal(5, await fixture.CountAsync(workspace.Id, "company"));
    }

    [Fact]
    public async Task A_chain_of_parents_that_stand_below_across_chunks_is_resolved_and_what_never_comes_fails()
    {
        var workspace = await fixture.WorkspaceAsync();
        const int Rows = 7_000;
        var file = new StringBuilder("name,parent\n");
        for (var i = 1; i <= Rows; i++)
            file.Append(System.Globalization.CultureInfo.InvariantCulture, $"C{i},{(i % 100 == 0 ? "" : i == Rows - 1 ? "Nobody" : $"C{i + 1}")}\n");
        var status = await Store.ImportAsync(workspace.Owner, file.ToString(), """{"type": "company", "mapping": {"name": "name", "parent": "parent"}, "match_on": ["name"]}""");
        // The last chain hangs on a company that is nowhere: its ninety-nine rows fail, and nothing of them is there.
        Assert.Equal((Rows - 99, 0, 0, 99), status.Counts());
        Assert.Equal(Rows - 99, await fixture.CountAsync(workspace.Id, "company"));
        Assert.Equal(Rows - 99 - 70, await fixture.CountAsync(workspace.Id, "company", "(select p.name from kith.company p where p.workspace_id = t.workspace_id and p.id = t.parent_id) = 'C' || (substr(t.name, 2)::int + 1)"));
    }

    [Fact]
    public async Task Chunks_that_are_written_beside_each_other_keep_the_order_of_the_file_and_know_each_others_rows()
    {
        var workspace = await fixture.WorkspaceAsync();
        var rows = 3 * Imports.ChunkRows;
        var file = new StringBuilder("last,mail,id\n");
        for (var i = 1; i <= rows; i++)
        {
            // The first row of the second chunk means the last of the first; one of the third has an id of the second.
            var mail = i == Imports.ChunkRows + 1 ? $"C{i - 1}@x.example" : $"c{i}@x.example";
            file.Append(System.Globalization.CultureInfo.InvariantCulture, $"L{i},{mail},{(i == rows - 5 ? Imports.ChunkRows + 7 : i)}\n");
        }
        const string Keyed = """{"type": "contact", "mapping": {"last": "last_name", "mail": "email"}, "match_on": ["email"]}""";
        Assert.Equal((rows - 1, 1, 0, 0), (await Store.ImportAsync(workspace.Owner, file.ToString(), Keyed)).Counts());
        Assert.Equal(rows - 1, await fixture.CountAsync(workspace.Id, "contact"));
        Assert.Equal(1, await fixture.CountAsync(workspace.Id, "contact", $"last_name = 'L{Imports.ChunkRows + 1}' and email = 'C{Imports.ChunkRows}@x.example'"));
        const string Changes = "select string_agg(substr(title, 2), ' ' order by position) from kith.change where type = 'contact' and workspace_id = ";
        Assert.Equal(string.Join(' ', Enumerable.Range(1, rows)), await fixture.ScalarAsync<string>($"{Changes}'{workspace.Id}'"));
        Assert.Equal(rows, await fixture.CountAsync(workspace.Id, "change", "type = 'contact'"));

        var other = await fixture.WorkspaceAsync();
        const string Unique = """{"type": "contact", "mapping": {"last": "last_name", "mail": "email", "id": "external_id"}, "match_on": ["email"]}""";
        Assert.Equal((rows - 2, 1, 0, 1), (await Store.ImportAsync(other.Owner, file.ToString(), Unique)).Counts());
    }

    [Fact]
    public async Task A_missing_company_is_made_once_and_found_by_domain()
    {
        var workspace = await fixture.WorkspaceAsync();
        await workspace.CreateAsync("company", """{"name": "Bluth", "website": "https://www.bluth.example/about"}""");
        Assert.Equal((3, 0, 0, 0), (await Store.ImportAsync(workspace.Owner, "last,firm\nA,Acme\nB,ACME\nC,Bolt\n", """{"type": "contact", "mapping": {"last": "last_name", "firm": {"field": "company", "unresolved": "create"}}, "match_on": []}""")).Counts());
        Assert.Equal((1, 0, 0, 0), (await Store.ImportAsync(workspace.Owner, "last,mail\nD,d@bluth.example\n", """{"type": "contact", "mapping": {"last": "last_name", "mail": {"field": "company", "match": "domain"}}, "match_on": []}""")).Counts());
        Assert.Equal(3, await fixture.CountAsync(workspace.Id, "company"));
        Assert.Equal(2, await fixture.CountAsync(workspace.Id, "contact", "company_id = (select id from kith.company c where c.workspace_id = t.workspace_id and c.name = 'Acme')"));
        Assert.Equal(1, await fixture.CountAsync(workspace.Id, "contact", "company_id = (select id from kith.company c where c.workspace_id = t.workspace_id and c.name = 'Bluth')"));
    }

    [Fact]
    public async Task An_id_in_the_trash_or_nowhere_fails_its_row_and_says_so()
    {
        var workspace = await fixture.WorkspaceAsync();
        var kept = (await workspace.CreateAsync("company", """{"name": "Kept"}""")).Id();
        var gone = (await workspace.CreateAsync("company", """{"name": "Gone"}""")).Id();
        await workspace.DeleteAsync("company", gone);
        var upload = await Store.UploadAsync(workspace.Owner, $"id,name\n{kept},Renamed\n{gone},Back\n{Store.Ids.Next()},Unknown\n");
        await Store.QueueAsync(workspace.Owner, upload.Id, """{"type": "company", "mapping": {"id": "id", "name": "name"}}""");
        Assert.Equal((0, 1, 0, 2), (await Store.OverAsync(workspace.Owner, upload.Id)).Counts());
        Assert.Contains("trash", await Store.ErrorsAsync(workspace.Owner, upload.Id), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_of_other_encodings_come_in_whole()
    {
        var workspace = await fixture.WorkspaceAsync();
        foreach (var (encoding, name) in new[] { (Encoding.Latin1, "Società Più"), (Encoding.Unicode, "Ελλάς"), (new UTF8Encoding(true), "Łódź") })
        {
            byte[] file = [.. encoding.Preamble, .. encoding.GetBytes($"name;note\r\n{name};\"two\r\nlines\"\r\n")];
            Assert.Equal((1, 0, 0, 0), (await Store.ImportAsync(workspace.Owner, file, """{"type": "company", "mapping": {"name": "name", "note": "description"}}""")).Counts());
            Assert.Equal(1, await fixture.CountAsync(workspace.Id, "company", $"name = '{name}' and description = E'two\\r\\nlines'"));
        }
    }

    [Fact]
    public async Task A_person_who_left_imports_no_further_and_a_member_makes_no_fields()
    {
        var workspace = await fixture.WorkspaceAsync();
        var upload = await Store.UploadAsync(workspace.Owner, "name\nAcme\n");
        await using (var command = fixture.Owner.CreateCommand($"update kith.person set active = false where workspace_id = '{workspace.Id}'"))
            await command.ExecuteNonQueryAsync();
        await Store.QueueAsync(workspace.Owner, upload.Id, """{"type": "company", "mapping": {"name": "name"}}""");
        var status = await Store.OverAsync(workspace.Owner, upload.Id);
        Assert.Equal((ImportState.Failed, Messages.Text("import.person_gone")), (status.State, status.Problem));
        Assert.Equal(0, await fixture.CountAsync(workspace.Id, "company"));
        var member = Core.Access.Caller.Of(workspace.Id, workspace.Owner.Person!.Value, Core.Access.Role.Member, Core.Access.Via.Api, "EUR", workspace.Owner.Zone);
        var second = await Store.UploadAsync(member, "name,more\nAcme,x\n");
        var refused = await Assert.ThrowsAsync<ProblemException>(() => Store.QueueAsync(member, second.Id, """{"type": "company", "mapping": {"name": "name", "more": {"new_field": {"label": "More"}}}}"""));
        Assert.Equal("mapping.more.new_field", Assert.Single(refused.Problem.Errors).Field);
    }
}
