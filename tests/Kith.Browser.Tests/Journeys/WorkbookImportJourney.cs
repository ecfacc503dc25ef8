namespace Kith.Browser.Tests.Journeys;

/// <summary>A workbook is dropped as it is; its sheets follow each other in the order in which they need each other.</summary>
public sealed class WorkbookImportJourney(Installation kith) : Journey(kith)
{
    [Theory]
    [InlineData("desktop-light")]
    [InlineData("phone-dark")]
    public async Task The_sheets_of_a_workbook_are_imported_one_after_the_other(string look)
    {
        var ada = await OwnerAsync(Look.Named(look));
        var page = ada.Page;
        await ada.OpenAsync("/import");
        await Expect(page.GetByText("Drop your CSV, Excel or vCard files here")).ToBeVisibleAsync();
        await page.Locator("input[type=file]").First.SetInputFilesAsync(Path.Combine(AppContext.BaseDirectory, "workbooks", "customers.xlsx"));
        // The contacts stand first in the workbook, but name companies.
        await GoOnAsync(ada, "customers – Companies.xlsx");
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue with customers – Contacts.xlsx", Exact = true }).ClickAsync();
        await GoOnAsync(ada, "customers – Contacts.xlsx");
        var contacts = await ada.CallAsync("GET", "contacts?sort=name");
        Assert.Equal(["Hedy Lamarr at Harbour Tools", "Ida Berg at Northwind Lamps"],
            contacts.GetProperty("data").EnumerateArray().Select(c => $"{c.GetProperty("name").GetString()} at {c.GetProperty("company").GetProperty("title").GetString()}"));
        var companies = await ada.CallAsync("GET", "companies?sort=name");
        Assert.Equal(["98000.00 EUR 2021-12-31", "1234.567 EUR 2019-04-03"],
            companies.GetProperty("data").EnumerateArray().Select(c => $"{c.GetProperty("annual_revenue").GetProperty("amount").GetString()} {c.GetProperty("annual_revenue").GetProperty("currency").GetString()} {c.GetProperty("customer_since_c").GetString()}"));
    }

    [Fact]
    public async Task A_workbook_of_another_kind_is_refused_in_words()
    {
        var ada = await OwnerAsync(Look.Named("desktop-light"));
        await ada.OpenAsync("/import");
        await ada.Page.Locator("input[type=file]").First.SetInputFilesAsync(Path.Combine(AppContext.BaseDirectory, "workbooks", "calc.ods"));
        await Expect(ada.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Kith does not read workbooks of this kind (OpenDocument, .ods). Save it as an Excel workbook (.xlsx) or as CSV, and upload that file.");
    }

    [Fact]
    public async Task A_list_is_downloaded_in_three_forms_and_one_of_them_moves_it_into_another_workspace()
    {
        var ada = await OwnerAsync(Look.Named("desktop-dark"));
        var company = await ada.CallAsync("POST", "companies", new { name = "Northwind Lamps", annual_revenue = new { amount = "1234.5", currency = "EUR" } });
        await ada.OpenAsync("/companies");
        await ada.Page.GetByRole(AriaRole.Button, new() { Name = "More", Exact = true }).First.ClickAsync();
        await Expect(ada.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Download as CSV", Exact = true })).ToBeVisibleAsync();
        await ada.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Repository.Screens, ada.Look.Name, "downloads.png") });
        var workbook = await ada.Page.RunAndWaitForDownloadAsync(() => ada.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Download as Excel workbook", Exact = true }).ClickAsync());
        Assert.Equal("companies.xlsx", workbook.SuggestedFilename);
        await ada.Page.GetByRole(AriaRole.Button, new() { Name = "More", Exact = true }).First.ClickAsync();
        var lines = await ada.Page.RunAndWaitForDownloadAsync(() => ada.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Download to move elsewhere (JSON lines)", Exact = true }).ClickAsync());
        Assert.Equal("companies.jsonl", lines.SuggestedFilename);
        var file = Path.Combine(Path.GetTempPath(), $"{Path.GetRandomFileName()}.jsonl");
        await lines.SaveAsAsync(file);
        try
        {
            var grace = await OwnerAsync(Look.Named("desktop-dark"));
            await grace.OpenAsync("/import");
            await grace.Page.Locator("input[type=file]").First.SetInputFilesAsync(file);
            await Expect(grace.Page.GetByText("This looks like an export from Kith: Companies")).ToBeVisibleAsync();
            await grace.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Repository.Screens, grace.Look.Name, "import-moved.png") });
            await grace.Page.GetByRole(AriaRole.Button, new() { Name = "Continue", Exact = true }).ClickAsync();
            await grace.Page.GetByRole(AriaRole.Button, new() { Name = "Import 1 row", Exact = true }).ClickAsync();
            await Expect(grace.Page.GetByText($"{Path.GetFileName(file)} is imported")).ToBeVisibleAsync(new() { Timeout = 60_000 });
            var moved = await grace.CallAsync("GET", $"companies/{company.GetProperty("id").GetString()}");
            Assert.Equal("1234.50", moved.GetProperty("annual_revenue").GetProperty("amount").GetString());
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task GoOnAsync(Visit ada, string name)
    {
        var page = ada.Page;
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = name, Exact = true })).ToBeVisibleAsync();
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Repository.Screens, ada.Look.Name, $"import-{name}.png") });
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Import 2 rows", Exact = true }).ClickAsync();
        await Expect(page.GetByText($"{name} is imported")).ToBeVisibleAsync(new() { Timeout = 60_000 });
    }
}
