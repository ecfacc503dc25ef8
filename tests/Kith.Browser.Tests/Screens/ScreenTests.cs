namespace Kith.Browser.Tests.Screens;

/// <summary>Every screen once, on a desk and on a phone, by day and by night.</summary>
public sealed class ScreenTests(Installation kith) : Journey(kith)
{
    public static readonly TheoryData<string> Looks = [Look.Desktop.Name, Look.DesktopDark.Name, Look.Phone.Name, Look.PhoneDark.Name];

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Nobody_is_kept_out_of_signing_in(string look)
    {
        var visit = await StrangerAsync(Look.Named(look), audited: true);
        var page = visit.Page;
        var audit = new Audit(Kith, visit);

        await visit.OpenAsync("/login");
        await audit.LookAsync("login", page.Input("E-mail"));
        await page.Input("E-mail").FillAsync("nobody@example.com");
        await page.Input("Password").FillAsync("wrong");
        await page.Button("Log in", exact: true).ClickAsync();
        await audit.LookAsync("login-refused", page.GetByRole(AriaRole.Alert));

        await visit.OpenAsync("/signup");
        await page.Button("Create workspace").ClickAsync();
        await audit.LookAsync("signup-incomplete", page.GetByText("Fill this in"));

        await visit.OpenAsync("/invite/" + new string('x', 43));
        await page.Input("Password").FillAsync(Visit.Password);
        await page.Button("Join").ClickAsync();
        await audit.LookAsync("invitation-over", page.GetByRole(AriaRole.Alert));

        audit.Pass();
    }

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Nobody_is_kept_out_of_lists_and_boards(string look)
    {
        var visit = await OwnerAsync(Look.Named(look), audited: true);
        var page = visit.Page;
        var audit = new Audit(Kith, visit);

        await visit.OpenAsync("/companies");
        await audit.LookAsync("list-empty", page.GetByText("No companies yet"));
        await visit.CallAsync("POST", "workspace/sample_data");

        foreach (var types in new[] { "companies", "contacts", "deals", "products", "activities" })
        {
            await visit.OpenAsync("/" + types);
            await audit.LookAsync("list-" + types, visit.Look.OnPhone ? page.GetByRole(AriaRole.Listitem) : page.GetByRole(AriaRole.Gridcell));
        }
        await visit.OpenAsync("/deals?where=amount+%3E%3D+20000");
        await audit.LookAsync("list-filtered", page.Button("Remove the filter Amount"));
        await page.Button("Filter", exact: true).ClickAsync();
        await audit.LookAsync("list-filter-menu", page.MenuItem("Close date"));
        await page.MenuItem("Close date").ClickAsync();
        await audit.LookAsync("list-filter-date", page.Button("Done"));
        await visit.OpenAsync("/deals?where=amont+%3E%3D+20000");
        await audit.LookAsync("list-wrong-expression", page.GetByRole(AriaRole.Alert));
        await visit.OpenAsync("/companies?q=nobody+is+called+so");
        await audit.LookAsync("list-nothing-matches", page.GetByText("No companies match"));

        await visit.OpenAsync("/deals?layout=board");
        await audit.LookAsync("board", page.Card("Vat temperature pilot"));
        await page.Card("Vat temperature pilot").ClickAsync(new() { Button = MouseButton.Right });
        await audit.LookAsync("board-menu", page.MenuItem("Proposal"));

        foreach (var layout in new[] { "calendar", "timeline", "map" })
        {
            await visit.OpenAsync("/deals?layout=" + layout);
            await audit.LookAsync(layout, layout == "map" ? page.GetByRole(AriaRole.Table) : page.Button("Later"));
        }
        await visit.OpenAsync("/activities?layout=calendar&span=week");
        await audit.LookAsync("calendar-week", page.Button("Later"));
        await visit.CallAsync("POST", "views", new { name = "Large", type = "deals", filter = "amount > 20000", pinned = true });
        await visit.CallAsync("POST", "views", new { name = "By stage", type = "deals", layout = "board", everyone = true });
        await visit.OpenAsync("/deals?sort=-amount");
        await audit.LookAsync("view-unsaved", page.Button("Save view"));
        await page.Button("View: All deals").ClickAsync();
        await audit.LookAsync("view-menu", page.MenuItem("By stage"));
        await page.MenuItem("Save as a new view").ClickAsync();
        await audit.LookAsync("view-dialog", page.DialogCalled("Save as a new view"));

        await visit.OpenAsync("/companies/trash");
        await audit.LookAsync("trash-empty", page.GetByText("The trash is empty"));
        await visit.CallAsync("DELETE", "companies/" + await visit.FindAsync("companies", "Iris Optics"));
        await visit.OpenAsync("/companies/trash");
        await audit.LookAsync("trash", page.GetByText("Iris Optics"));

        audit.Pass();
    }

    [Theory]
    [InlineData("desktop-light")]
    [InlineData("desktop-dark")]
    public async Task Nobody_is_kept_out_of_working_in_a_table(string look)
    {
        var visit = await OwnerAsync(Look.Named(look), audited: true);
        var page = visit.Page;
        var audit = new Audit(Kith, visit);
        await visit.CallAsync("POST", "workspace/sample_data");

        await visit.OpenAsync("/companies");
        await page.Row("Iris Optics").GetByRole(AriaRole.Checkbox).ClickAsync();
        await audit.LookAsync("list-chosen", page.GetByText("1 chosen"));
        await page.Button("Edit a field").ClickAsync();
        await page.ChooseAsync(page.Input("Field"), "Industry");
        await audit.LookAsync("list-bulk-edit", page.Button("Empty it on 1"));

        await visit.OpenAsync("/deals");
        await page.Row("Roaster telemetry").GetByRole(AriaRole.Gridcell).Nth(4).DblClickAsync();
        await audit.LookAsync("list-cell-money", page.Grid.GetByRole(AriaRole.Textbox));
        await page.Keyboard.PressAsync("Escape");
        await page.Row("Roaster telemetry").GetByRole(AriaRole.Gridcell).Nth(3).DblClickAsync();
        await audit.LookAsync("list-cell-link", page.Option("Negotiation"));
        await page.Keyboard.PressAsync("Escape");
        await page.Button("Columns").ClickAsync();
        await audit.LookAsync("list-columns", page.MenuItem("Close date"));

        await visit.OpenAsync("/deals?panel=" + await visit.FindAsync("deals", "Roaster telemetry"));
        await audit.LookAsync("list-panel", page.GetByRole(AriaRole.Complementary).GetByText("Ada Lovelace"));

        audit.Pass();
    }

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Nobody_is_kept_out_of_records_and_forms(string look)
    {
        var visit = await OwnerAsync(Look.Named(look), audited: true);
        var page = visit.Page;
        var audit = new Audit(Kith, visit);
        await visit.CallAsync("POST", "workspace/sample_data");

        await visit.OpenAsync("/companies/" + await visit.FindAsync("companies", "Alderbrook Paper Mill"));
        await audit.LookAsync("record-company", page.GetByText("created this"));
        await page.Button("Edit Industry").ClickAsync();
        await audit.LookAsync("record-editing", page.Option("Retail"));
        await page.Keyboard.PressAsync("Escape");
        foreach (var tab in new[] { "Contacts", "Deals", "History" })
        {
            await page.Tab(tab).ClickAsync();
            await audit.LookAsync("record-" + tab.ToLowerInvariant(), page.GetByRole(AriaRole.Tabpanel));
        }
        await page.Button("Compare two moments").ClickAsync();
        await page.Input("From").FillAsync("2026-01-01T00:00");
        await audit.LookAsync("record-compare", page.DialogCalled("Compare two moments").GetByText("Alderbrook Paper Mill"));
        await page.Keyboard.PressAsync("Escape");
        await page.Button("History of Industry").ClickAsync();
        await audit.LookAsync("record-field-history", page.DialogCalled("How Industry came about").GetByRole(AriaRole.Listitem));
        await page.Keyboard.PressAsync("Escape");
        await page.MoreOfRecord.ClickAsync();
        await page.MenuItem("Move to the trash").ClickAsync();
        await audit.LookAsync("record-remove", page.DialogCalled("Move this company to the trash?"));
        await page.Keyboard.PressAsync("Escape");
        await visit.OpenAsync("/deals/" + await visit.FindAsync("deals", "Dye house automation"));
        await audit.LookAsync("record-deal", page.GetByText("created this"));
        await visit.OpenAsync("/deals/0199-no-such-record");
        await audit.LookAsync("record-missing", page.GetByText("This record is not here"));
        await visit.OpenAsync("/nothing-of-this-name");
        await audit.LookAsync("not-found", page.GetByText("There is nothing here"));

        // The bar of a phone has a button of this name, too.
        var create = page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Create", Exact = true });
        foreach (var types in new[] { "companies", "contacts", "deals", "activities" })
        {
            await visit.OpenAsync($"/{types}?panel=new");
            await audit.LookAsync("form-" + types, create);
        }
        await create.ClickAsync();
        await audit.LookAsync("form-incomplete", page.GetByRole(AriaRole.Alert));

        audit.Pass();
    }

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Nobody_is_kept_out_of_taking_things_back(string look)
    {
        var visit = await OwnerAsync(Look.Named(look), audited: true);
        var page = visit.Page;
        var audit = new Audit(Kith, visit);

        await visit.OpenAsync("/settings/changes");
        await audit.LookAsync("changes-none", page.GetByText("Nothing was changed together yet"));
        await visit.CallAsync("POST", "workspace/sample_data");
        var (iris, ember) = (await visit.FindAsync("companies", "Iris Optics"), await visit.FindAsync("companies", "Ember & Oak Roasters"));
        await visit.CallAsync("POST", "companies/actions/update", new { ids = new[] { iris, ember }, set = new { employees = 77 } });
        await visit.CallAsync("PATCH", "companies/" + iris, new { employees = 80, industry = "finance" });
        await visit.CallAsync("PATCH", "companies/" + iris, new { employees = 90 });
        var deleted = await visit.CallAsync("POST", "companies/actions/delete", new { ids = new[] { await visit.FindAsync("companies", "Fjordlight Energy") } });
        await visit.CallAsync("POST", $"changesets/{deleted.GetProperty("changeset").GetString()}/undo");
        await visit.ImportAsync("companies.csv", "name\nNorthwind", "company", new Dictionary<string, object> { ["name"] = "name" });

        await visit.OpenAsync("/settings/changes");
        await audit.LookAsync("changes", page.Link("Changed 2 companies"));
        await page.Link("Changed 2 companies").ClickAsync();
        await audit.LookAsync("changes-one", page.Link("Iris Optics"));
        await page.Button("Undo", exact: true).ClickAsync();
        await audit.LookAsync("undo-many-kept", page.DialogCalled("Not everything can be undone").GetByText("Iris Optics"));
        await page.Button("Cancel").ClickAsync();

        await visit.OpenAsync("/companies/" + iris);
        await page.Tab("History").ClickAsync();
        await page.Button("Undo: Employees").Last.FocusAsync();
        await audit.LookAsync("history-undo", page.Button("Undo: Employees").First);
        await page.Button("Undo: Employees").Last.ClickAsync();
        await audit.LookAsync("history-undo-menu", page.MenuItem("Undo all 2 changes made together"));
        await page.Keyboard.PressAsync("Escape");
        await page.Button("Undo: Industry, Employees").ClickAsync();
        await audit.LookAsync("undo-one-kept", page.DialogCalled("Not everything can be undone"));
        await page.Button("Cancel").ClickAsync();
        await page.Button("Undo: Employees").First.ClickAsync();
        await audit.LookAsync("undone", page.GetByText("Undone", new() { Exact = true }).First);

        await page.Button("Edit Employees").ClickAsync();
        await page.Locator("input:focus").FillAsync("110");
        await visit.CallAsync("PATCH", "companies/" + iris, new { employees = 100 });
        await page.Keyboard.PressAsync("Enter");
        await audit.LookAsync("conflict", page.DialogCalled("You changed the same elsewhere"));

        audit.Pass();
    }

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Nobody_is_kept_out_of_finding_one_s_way(string look)
    {
        var visit = await OwnerAsync(Look.Named(look), audited: true);
        var page = visit.Page;
        var audit = new Audit(Kith, visit);

        await visit.OpenAsync("/welcome");
        await audit.LookAsync("first-steps", page.Button("Load sample data"));
        await visit.CallAsync("POST", "workspace/sample_data");
        await visit.OpenAsync("/welcome");
        await audit.LookAsync("first-steps-done", page.Button("Remove sample data"));

        await page.Keyboard.PressAsync("Control+k");
        await audit.LookAsync("palette", page.Option("Deals"));
        await page.Keyboard.TypeAsync("alder");
        await audit.LookAsync("palette-found", page.Option("Alderbrook Paper Mill"));
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("?");
        await audit.LookAsync("shortcuts", page.DialogCalled("Keyboard shortcuts"));
        await page.Keyboard.PressAsync("Escape");
        if (visit.Look.OnPhone)
        {
            await page.MainNavigation.GetByRole(AriaRole.Button, new() { Name = "More" }).ClickAsync();
            await audit.LookAsync("more", page.Button("Log out"));
        }
        else
        {
            await page.Button("Workspace Analytical Engines").ClickAsync();
            await audit.LookAsync("workspace-menu", page.MenuItem("Log out"));
        }

        audit.Pass();
    }

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Nobody_is_kept_out_of_the_settings(string look)
    {
        var visit = await OwnerAsync(Look.Named(look), audited: true);
        var page = visit.Page;
        var audit = new Audit(Kith, visit);
        await visit.CallAsync("POST", "invitations", new { email = Kith.NewEmail("grace"), role = "member" });

        await visit.OpenAsync("/settings");
        await audit.LookAsync("settings-you", page.Heading("Appearance"));
        await visit.OpenAsync("/settings/security");
        await audit.LookAsync("settings-seeing-as-others", page.Heading("Seeing Kith as others do"));
        await visit.OpenAsync("/settings/notifications");
        await audit.LookAsync("settings-notifications", page.Input("Mentions: By mail"));
        await visit.OpenAsync("/settings/workspace");
        await audit.LookAsync("settings-workspace", page.Input("Days in the trash"));
        await visit.OpenAsync("/settings/people");
        await audit.LookAsync("settings-people", page.GetByText("Invited as member"));
        await visit.CallAsync("POST", "roles", new { label = "Sales rep", description = "Sees what is theirs", types = new { company = new { read = "own", update = "own" } } });
        await visit.CallAsync("POST", "sharing_rules", new { type = "company", label = "Large companies", condition = "employees > 500", to = new { kind = "role", id = "sales_rep_c" } });
        await visit.OpenAsync("/settings/access");
        await audit.LookAsync("settings-access", page.GetByText("Large companies"));
        await page.Button("Change “Large companies”").ClickAsync();
        await audit.LookAsync("settings-sharing-rule", page.DialogCalled("Change the sharing rule"));
        await visit.OpenAsync("/settings/access/sales_rep_c");
        await audit.LookAsync("settings-role", page.GetByText("See: own"));
        await page.Button("Change what it may do: Companies").ClickAsync();
        await audit.LookAsync("settings-grant", page.DialogCalled("Companies"));
        await visit.CallAsync("PUT", "workspace/directory", new { active = true, default_role = "member", groups = new[] { new { group = "Sales", role = "sales_rep_c" } } });
        await visit.OpenAsync("/settings/sign-in");
        await page.Button("Make a token").ScrollIntoViewIfNeededAsync();
        await audit.LookAsync("settings-directory", page.GetByText("Let the directory in"));
        await visit.OpenAsync("/settings/pipelines");
        await audit.LookAsync("settings-pipelines", page.GetByText("Sales"));
        await page.Button("More for Proposal").ClickAsync();
        await page.MenuItem("Color, staleness and required fields").ClickAsync();
        await audit.LookAsync("settings-stage", page.DialogCalled("Stage “Proposal”"));
        await visit.OpenAsync("/settings/objects");
        await audit.LookAsync("settings-objects", page.Link("Companies"));
        await page.Button("Add an object").ClickAsync();
        await audit.LookAsync("settings-add-object", page.DialogCalled("Add an object"));
        await visit.OpenAsync("/settings/objects/company");
        await audit.LookAsync("settings-fields", page.Button("Add a field"));
        await page.Button("Add a field").ClickAsync();
        await page.ChooseAsync(page.Input("Kind"), "One of a list");
        await audit.LookAsync("settings-add-field", page.Input("Choices"));
        await page.ChooseAsync(page.Input("Kind"), "Calculated");
        await page.Input("Formula").FillAsync("amuont * 2");
        await audit.LookAsync("settings-add-formula", page.GetByText("There is no field"));
        await page.Input("Formula").FillAsync("if(ro");
        await audit.LookAsync("settings-formula-offers", page.Option("round("));
        await visit.OpenAsync("/settings/objects/company");
        await page.Button("Change Employees").ClickAsync();
        await audit.LookAsync("settings-sensitive", page.GetByText("Sensitive: the audit tells who reads its values"));
        await visit.CallAsync("PATCH", "types/company/fields/employees", new { sensitive = true });
        await visit.OpenAsync("/settings/audit");
        await page.GetByText("Changed settings of the workspace").First.ClickAsync();
        await audit.LookAsync("settings-audit", page.GetByText("employees"));
        await Kith.ParkedImportAsync(await visit.WorkspaceAsync());
        await Kith.DoubtMailAsync(await visit.WorkspaceAsync());
        await visit.OpenAsync("/settings/jobs");
        await Expect(page.GetByText("Uncertain", new() { Exact = true })).ToBeVisibleAsync();
        await audit.LookAsync("settings-jobs", page.GetByText("Given up"));
        await page.Button("Cancel Import: customers.csv").ClickAsync();
        await audit.LookAsync("settings-jobs-cancel", page.DialogCalled("Cancel this job?"));

        audit.Pass();
    }

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Nobody_is_kept_out_of_webhooks(string look)
    {
        var visit = await OwnerAsync(Look.Named(look), audited: true);
        var page = visit.Page;
        var audit = new Audit(Kith, visit);

        await visit.OpenAsync("/settings/webhooks");
        await audit.LookAsync("webhooks-none", page.GetByText("No webhooks yet"));
        await page.Button("Add a webhook").ClickAsync();
        await page.Input("Address").FillAsync("http://10.0.0.1/in");
        await page.Input("Objects").FillAsync("deal");
        await page.Option("Deals").ClickAsync();
        await page.Input("Only records for which holds").FillAsync("amo");
        await audit.LookAsync("webhooks-add", page.Option("amount"));
        await page.Input("Only records for which holds").FillAsync("");
        await page.Button("Add", exact: true).ClickAsync();
        await audit.LookAsync("webhooks-secret", page.DialogCalled("Keep this secret"));
        await page.Button("I have kept it").ClickAsync();
        await audit.LookAsync("webhooks", page.Link("http://10.0.0.1/in"));
        await page.Link("http://10.0.0.1/in").ClickAsync();
        await page.Button("Send a test").ClickAsync();
        await Expect(page.GetByText("The receiver has taken nothing since")).ToBeVisibleAsync();
        await audit.LookAsync("webhooks-failing", page.GetByText("next try"));
        await page.Button("More about this webhook").ClickAsync();
        await page.MenuItem("Send again from a moment on").ClickAsync();
        await audit.LookAsync("webhooks-replay", page.Input("All changes since"));

        audit.Pass();
    }
}
