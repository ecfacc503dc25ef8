using Kith.Browser.Tests.Screens;

namespace Kith.Browser.Tests.Journeys;

/// <summary>
/// An administrator who has never done it makes an object of the business's own, step by step as docs/guide/own-object.md says; the pictures of the guide are those
/// that are taken here.
/// </summary>
public sealed class OwnObjectJourney(Installation kith) : Journey(kith)
{
    [Theory]
    [InlineData("desktop-light")]
    [InlineData("phone-dark")]
    public async Task Projects_with_a_board_a_rule_and_their_cost_on_the_company(string look)
    {
        var ada = await OwnerAsync(Look.Named(look), audited: true);
        var (page, audit) = (ada.Page, new Audit(Kith, ada));
        await ada.CreateAsync("companies", new { name = "Iris Optics" });

        await ada.OpenAsync("/settings/objects");
        await page.Button("Add an object").ClickAsync();
        await page.Input("One is called").FillAsync("Project");
        await page.Input("Several are called").FillAsync("Projects");
        await audit.LookAsync("own-object-1-add", page.DialogCalled("Add an object"));
        await page.Button("Add", exact: true).ClickAsync();
        await ada.AtAsync("/settings/objects/project_c");

        await FieldAsync(page, "Company", "Link to a record", async _ => await page.ChooseAsync(page.Input("Leads to"), "Company"));
        await FieldAsync(page, "Cost", "Money", _ => Task.CompletedTask);
        await FieldAsync(page, "Phase", "One of a list", async dialog =>
        {
            await page.Input("Choices").FillAsync("Plan\nBuild\nDone");
            await page.Input("First value").FillAsync("\"plan\"");
            await audit.LookAsync("own-object-2-field", dialog);
        });
        await audit.LookAsync("own-object-3-fields", page.GetByText("phase_c"));

        await page.Button("Add a rule").ClickAsync();
        var rule = page.DialogCalled("Add a rule");
        await page.ChooseAsync(rule.GetByLabel("Field"), "Cost");
        await page.Input("Only for records where").FillAsync("phase_c = \"done\"");
        await page.Input("Message where it is broken").FillAsync("What did it cost?");
        await audit.LookAsync("own-object-4-rule", rule);
        await rule.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByText("cost_c is not empty where phase_c = \"done\"")).ToBeVisibleAsync();

        await ada.OpenAsync("/settings/objects/company");
        await FieldAsync(page, "Project cost", "Calculated", async dialog =>
        {
            await page.Input("Formula").FillAsync("sum(projects_c.cost_c)");
            await Expect(dialog).ToContainTextAsync("For example:");
            await audit.LookAsync("own-object-5-sum", dialog);
        });

        await ada.OpenAsync("/projects_c");
        await page.Button("New project").First.ClickAsync();
        var form = page.GetByRole(AriaRole.Dialog);
        await form.GetByLabel("Name").FillAsync("Bridge");
        await form.GetByLabel("Cost").First.FillAsync("1200");
        await form.GetByLabel("Company").FillAsync("Iris");
        await page.Option("Iris Optics").ClickAsync();
        await audit.LookAsync("own-object-6-new", form);
        await form.GetByRole(AriaRole.Button, new() { Name = "Create" }).First.ClickAsync();
        await Expect(form).ToBeHiddenAsync();

        await ada.OpenAsync("/projects_c?layout=board");
        if (ada.Look.OnPhone)
            await page.ChooseAsync(page.Input("Phase"), "Plan");
        await Expect(page.Column("Plan").GetByRole(AriaRole.Listitem, new() { Name = "Bridge" })).ToBeVisibleAsync();
        await audit.LookAsync("own-object-7-board", page.Column("Plan"));

        await ada.OpenAsync($"/companies/{await ada.FindAsync("companies", "Iris Optics")}");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Details" })).ToContainTextAsync("1,200");
        await page.Tab("Projects").ClickAsync();
        await audit.LookAsync("own-object-8-company", page.Link("Bridge"));
        audit.Pass();
    }

    [Theory]
    [InlineData("desktop-light")]
    [InlineData("phone-dark")]
    public async Task Fields_are_put_in_order_put_away_removed_and_brought_back_and_choices_replaced(string look)
    {
        var ada = await OwnerAsync(Look.Named(look), audited: true);
        var (page, audit) = (ada.Page, new Audit(Kith, ada));
        await ada.CallAsync("POST", "types", new { name = "project", plural = "projects", label = "Project", plural_label = "Projects" });
        await ada.CallAsync("POST", "types/project_c/fields", new { label = "Phase", kind = "choice", choices = new object[] { new { label = "Plan" }, new { label = "Build" }, new { label = "Done" } } });
        await ada.CallAsync("POST", "types/project_c/fields", new { label = "Size", kind = "integer" });
        var bridge = await ada.CreateAsync("projects_c", new { name_c = "Bridge", phase_c = "plan", size_c = 7 });

        await ada.OpenAsync("/settings/objects/project_c");
        var rows = page.GetByRole(AriaRole.List, new() { Name = "Fields of Project" });
        await page.Button("More for Size").ClickAsync();
        await page.MenuItem("Move up").ClickAsync();
        await Expect(rows.GetByRole(AriaRole.Listitem).Nth(1)).ToContainTextAsync("Size");

        await page.Button("More for Phase").ClickAsync();
        await page.MenuItem("Change the choices").ClickAsync();
        var dialog = page.DialogCalled("Choices of Phase");
        await dialog.GetByLabel("Name of choice 2").FillAsync("Making");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "More for Plan" }).ClickAsync();
        await page.MenuItem("Remove").ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add a choice" }).ClickAsync();
        await dialog.GetByLabel("Name of choice 3").FillAsync("Sold");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(dialog).ToContainTextAsync("Records hold “Plan” (1).");
        await page.ChooseAsync(dialog.GetByLabel("Instead of Plan"), "Making");
        await audit.LookAsync("choices", dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        Assert.Equal("build", (await ada.CallAsync("GET", $"projects_c/{bridge}")).GetProperty("phase_c").GetString());

        await page.Button("More for Size").ClickAsync();
        await page.MenuItem("Put away").ClickAsync();
        await Expect(page.Button("Use again: Size")).ToBeVisibleAsync();
        await ada.OpenAsync($"/projects_c/{bridge}");
        var details = page.GetByRole(AriaRole.Region, new() { Name = "Details" });
        await Expect(details).ToContainTextAsync("Making");
        await Expect(details).Not.ToContainTextAsync("Size");
        await ada.OpenAsync("/settings/objects/project_c");
        await page.Button("Use again: Size").ClickAsync();
        await Expect(page.Button("More for Size")).ToBeVisibleAsync();
        await page.Button("More for Size").ClickAsync();
        await page.MenuItem("Remove").ClickAsync();
        await Expect(page.Button("Bring back: Size")).ToBeVisibleAsync();
        await audit.LookAsync("removed-fields", page.Button("Bring back: Size"));
        await page.Button("Bring back: Size").ClickAsync();
        await Expect(page.Button("More for Size")).ToBeVisibleAsync();
        await ada.OpenAsync($"/projects_c/{bridge}");
        await Expect(details).ToContainTextAsync("7");

        await ada.OpenAsync("/settings/objects/project_c");
        await page.Button("Change the object").ClickAsync();
        dialog = page.DialogCalled("Change the object");
        await dialog.GetByLabel("Several are called").FillAsync("Ventures");
        await page.ChooseAsync(dialog.GetByLabel("Picture"), "rocket");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Expect(dialog).ToContainTextAsync("There are records of Project");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Ventures" })).ToBeVisibleAsync();
        audit.Pass();
    }

    [Theory]
    [InlineData("desktop-light")]
    [InlineData("phone-dark")]
    public async Task A_field_gets_another_kind_after_it_was_said_what_does_not_convert_and_gets_its_own_back(string look)
    {
        var ada = await OwnerAsync(Look.Named(look), audited: true);
        var (page, audit) = (ada.Page, new Audit(Kith, ada));
        await ada.CallAsync("POST", "types/company/fields", new { label = "Size", kind = "text" });
        var (large, unknown) = (await ada.CreateAsync("companies", new { name = "Large", size_c = "900" }), await ada.CreateAsync("companies", new { name = "Unknown", size_c = "quite large" }));
        await ada.OpenAsync("/settings/objects/company");
        await page.Button("More for Size").ClickAsync();
        await page.MenuItem("Change the kind").ClickAsync();
        var dialog = page.DialogCalled("Another kind for Size");
        await page.ChooseAsync(dialog.GetByLabel("Kind"), "Whole number");
        await Expect(dialog).ToContainTextAsync("1 of 2 values convert.");
        await Expect(dialog).ToContainTextAsync("“quite large” in 1 record");
        await audit.LookAsync("convert", dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Change the kind" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        Assert.Equal(900, (await ada.CallAsync("GET", $"companies/{large}")).GetProperty("size_c").GetInt32());
        await page.Button("Undo").First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.List, new() { Name = "Fields of Company" }).GetByRole(AriaRole.Listitem).Last).ToContainTextAsync("Text");
        Assert.Equal("quite large", (await ada.CallAsync("GET", $"companies/{unknown}")).GetProperty("size_c").GetString());
        audit.Pass();
    }

    private static async Task FieldAsync(IPage page, string label, string kind, Func<ILocator, Task> fill)
    {
        await page.Button("Add a field").ClickAsync();
        var dialog = page.DialogCalled("Add a field");
        await page.Input("Label").FillAsync(label);
        await page.ChooseAsync(page.Input("Kind"), kind);
        await fill(dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
    }
}
