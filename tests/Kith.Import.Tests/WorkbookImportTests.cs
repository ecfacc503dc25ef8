using System.Text.Json;
using Kith.Core.Problems;
using Kith.Core.Queries;
using Kith.Store;
using Kith.Store.Tests.Records;
using Kith.Store.Transfer.Running;
using Kith.Transfer.Tests;

namespace Kith.Import.Tests;

/// <summary>Workbooks are imported as they are, sheet by sheet.</summary>
public sealed class WorkbookImportTests(StoreFixture fixture) : IClassFixture<RunnerFixture>
{
    private KithStore Store => fixture.Store;

    private Task<UploadedImport> UploadAsync(Workspace workspace, string? sheet = null) => Store.UploadAsync(workspace.Owner, "book.xlsx", Xlsx.File("openpyxl.xlsx"), sheet: sheet);

    private async Task<(long, long, long, long)> RunAsync(Workspace workspace, UploadedImport upload, string mapping)
    {
        await Store.QueueAsync(workspace.Owner, upload.Id, mapping);
        var over = await Store.OverAsync(workspace.Owner, upload.Id);
        Assert.True(over.State == ImportState.Done, over.Problem);
        return over.Counts();
    }

    [Fact]
    public async Task Each_sheet_is_an_import_and_the_second_time_nothing_changes()
    {
        const string Companies = """{ "type": "company", "mapping": { "Name": "name", "Employees": null, "Revenue": "annual_revenue", "Phone": null, "Founded": { "new_field": { "label": "Founded", "kind": "date" } }, "Seen": { "new_field": { "label": "Seen", "kind": "datetime" } }, "Share": { "new_field": { "label": "Share", "kind": "percent" } }, "Ratio": null, "Active": { "new_field": { "label": "Active", "kind": "boolean" } }, "Note": { "new_field": { "label": "Note", "kind": "markdown" } } }, "match_on": ["name"] }""";
        const string People = """{ "type": "contact", "mapping": { "First name": "first_name", "Last name": "last_name", "Email": "email", "Company": "company" }, "match_on": ["email"] }""";
        var workspace = await fixture.WorkspaceAsync();
        var companies = await UploadAsync(workspace);
        Assert.Equal(("book – Companies.xlsx", "Companies", 3L, "company"), (companies.Name, companies.Sheet, companies.Profile.Rows, companies.Suggestion?.Type.Name));
        Assert.Equal([("book – People.xlsx", "People", 3L, "contact"), ("book – Lists.xlsx", "Lists", 1L, null)], companies.OtherSheets.Select(s => (s.Name, s.Sheet!, s.Profile.Rows, s.Suggestion?.Type.Name)));
        // The workbook itself is not kept, nor are sheets without rows.
        Assert.Equal(3, await fixture.CountAsync(workspace.Id, "import"));
        Assert.Equal((3, 0, 0, 0), await RunAsync(workspace, companies, Companies));
        Assert.Equal((3, 0, 0, 0), await RunAsync(workspace, companies.OtherSheets[0], People));
        var firm = (await workspace.ListAsync("company", new ListQuery { Where = "name = \"Lindqvist & Söner AB\"" })).GetProperty("data")[0];
        Assert.Equal(("1999-12-31", "12.5", "1234567.89", true, "two\nlines"), (firm.GetProperty("founded_c").GetString(), firm.GetProperty("share_c").GetString(), firm.GetProperty("annual_revenue").GetProperty("amount").GetString(), firm.GetProperty("active_c").GetBoolean(), firm.GetProperty("note_c").GetString()));
        // A text that looks like a formula is a text.
        Assert.Equal(1, (await workspace.ListAsync("company", new ListQuery { Where = "name = \"=cmd|'/c calc'!A1\"" })).GetProperty("data").GetArrayLength());
        Assert.Equal(3, (await workspace.ListAsync("contact", new ListQuery { Where = "company.name = \"Lindqvist & Söner AB\"" })).GetProperty("data").GetArrayLength());
        Assert.Equal((0, 0, 3, 0), await RunAsync(workspace, await UploadAsync(workspace, "Companies"), Companies));
        var people = await UploadAsync(workspace, "People");
        Assert.Equal(("People", 0), (people.Sheet, people.OtherSheets.Count));
        Assert.Equal((0, 0, 3, 0), await RunAsync(workspace, people, People));
    }

    [Fact]
    public async Task A_row_that_waits_for_another_keeps_what_its_cells_are_and_one_with_an_error_fails_alone()
    {
        var workspace = await fixture.WorkspaceAsync();
        var file = Xlsx.Zip(Xlsx.Parts("""
            <row><c t="str"><v>Name</v></c><c t="str"><v>Parent</v></c><c t="str"><v>Revenue</v></c><c t="str"><v>Born</v></c></row>
            <row><c t="str"><v>Child</v></c><c t="str"><v>Whole</v></c><c><v>1.234</v></c><c s="1"><v>45000</v></c></row>
            <row><c t="str"><v>Broken</v></c><c/><c t="e"><v>#DIV/0!</v></c></row>
            <row><c t="str"><v>Whole</v></c><c/><c t="str"><v>2.000,50</v></c><c t="str"><v>13.04.2026</v></c></row>
            """, """<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>"""));
        var upload = await Store.UploadAsync(workspace.Owner, "tree.xlsx", file);
        Assert.Equal(("tree.xlsx", "One"), (upload.Name, upload.Sheet));
        Assert.Equal((2, 0, 0, 1), await RunAsync(workspace, upload, """{ "type": "company", "mapping": { "Name": "name", "Parent": "parent", "Revenue": "annual_revenue", "Born": { "new_field": { "label": "Born", "kind": "date" } } } }"""));
        var child = (await workspace.ListAsync("company", new ListQuery { Where = "parent.name = \"Whole\"" })).GetProperty("data")[0];
        Assert.Equal(("1.234", "2023-03-15"), (child.GetProperty("annual_revenue").GetProperty("amount").GetString(), child.GetProperty("born_c").GetString()));
        var whole = (await workspace.ListAsync("company", new ListQuery { Where = "name = \"Whole\"" })).GetProperty("data")[0];
        Assert.Equal(("2000.50", "2026-04-13"), (whole.GetProperty("annual_revenue").GetProperty("amount").GetString(), whole.GetProperty("born_c").GetString()));
        Assert.Contains("“#DIV/0!”", await Store.ErrorsAsync(workspace.Owner, upload.Id), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_workbook_leaves_nothing_and_a_sheet_that_is_not_there_is_named()
    {
        var workspace = await fixture.WorkspaceAsync();
        async Task<FieldProblem> Refused(byte[] file, string? sheet = null) =>
            (await Assert.ThrowsAsync<ProblemException>(() => Store.UploadAsync(workspace.Owner, "book.xlsx", file, sheet: sheet))).Problem.Errors[0];
        Assert.Equal(("sheet", "This workbook has no sheet “Prices”. Its sheets are: Companies, People, Empty, Lists."), await Refused(Xlsx.File("openpyxl.xlsx"), "Prices") is var problem ? (problem.Field, problem.Message) : default);
        Assert.Equal("import.no_sheets", (await Refused("name\nAcme\n"u8.ToArray(), "One")).Code);
        Assert.Equal("import.empty_workbook", (await Refused(Xlsx.Zip(Xlsx.Parts("<row/>")))).Code);
        // The second sheet is broken, after the first was taken in.
        var parts = Xlsx.Parts("""<row><c t="str"><v>Name</v></c></row><row><c t="str"><v>Acme</v></c></row>""");
        parts["xl/workbook.xml"] = parts["xl/workbook.xml"].Replace("</sheets>", """<sheet name="Two" sheetId="2" r:id="s4"/></sheets>""", StringComparison.Ordinal);
        parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].Replace("</Relationships>", $"""<Relationship Id="s4" Type="{Xlsx.Office}/worksheet" Target="worksheets/sheet2.xml"/></Relationships>""", StringComparison.Ordinal);
        parts["xl/worksheets/sheet2.xml"] = "<worksheet><sheetData><row>";
        Assert.Equal("import.workbook_broken", (await Refused(Xlsx.Zip(parts))).Code);
        Assert.Equal(0, await fixture.CountAsync(workspace.Id, "import"));
        Assert.Equal(0, await fixture.CountAsync(workspace.Id, "import_piece"));
    }
}
