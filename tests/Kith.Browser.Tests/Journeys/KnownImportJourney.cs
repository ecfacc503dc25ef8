using System.Text;

namespace Kith.Browser.Tests.Journeys;

/// <summary>Files of another system are recognised, and what they hold finds each other.</summary>
public sealed class KnownImportJourney(Installation kith) : Journey(kith)
{
    private const string Companies = """
        Record ID,Company name,Company owner,Create Date,Phone Number,City,Country/Region,Industry,Lifecycle Stage
        18040025511,Northwind Lamps,Mara Quist,2024-03-02 09:15,+44 20 7946 0018,Leeds,GB,COMPUTER_SOFTWARE,Customer
        """;
    private const string Contacts = """
        Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Associated Company IDs,Associated Company,Lead Status,Marketing contact status,Create Date
        501,Ida,Berg,ida@northwind.example,+44 20 7946 0019,Mara Quist,18040025511,Northwind Lamps,Open,Marketing contact,2024-03-05 11:00
        """;
    private const string Cards = """
        BEGIN:VCARD
        VERSION:3.0
        N:Lamarr;Hedy;;;
        FN:Hedy Lamarr
        ORG:Northwind Lamps
        EMAIL;TYPE=WORK:hedy@radio.example
        END:VCARD

        """;

    [Theory]
    [InlineData("desktop-light")]
    [InlineData("phone-dark")]
    public async Task Companies_and_contacts_of_HubSpot_and_a_vcard_are_imported_by_going_on(string look)
    {
        var ada = await OwnerAsync(Look.Named(look));
        await ImportAsync(ada, "companies.csv", Companies, "HubSpot: Companies");
        await ImportAsync(ada, "contacts.csv", Contacts, "HubSpot: Contacts");
        await ImportAsync(ada, "cards.vcf", Cards, "vCard: Contacts");
        var contacts = await ada.CallAsync("GET", "contacts?sort=name");
        Assert.Equal(["Hedy Lamarr at Northwind Lamps", "Ida Berg at Northwind Lamps"],
            contacts.GetProperty("data").EnumerateArray().Select(c => $"{c.GetProperty("name").GetString()} at {c.GetProperty("company").GetProperty("title").GetString()}"));
    }

    private static async Task ImportAsync(Visit ada, string name, string text, string recognised)
    {
        var page = ada.Page;
        await ada.OpenAsync("/import");
        await page.Locator("input[type=file]").First.SetInputFilesAsync(new FilePayload { Name = name, MimeType = "text/plain", Buffer = Encoding.UTF8.GetBytes(text) });
        await Expect(page.GetByText($"This looks like an export from {recognised}")).ToBeVisibleAsync();
        await ada.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Repository.Screens, ada.Look.Name, $"import-{name}.png") });
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Import 1 row", Exact = true }).ClickAsync();
        await Expect(page.GetByText($"{name} is imported")).ToBeVisibleAsync(new() { Timeout = 60_000 });
    }
}
