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
