namespace Kith.Browser.Tests.Journeys;

/// <summary>An administrator looks after the background jobs.</summary>
public sealed class JobJourney(Installation kith) : Journey(kith)
{
    [Fact]
    public async Task A_job_that_was_given_up_is_found_and_cancelled()
    {
        var ada = await OwnerAsync();
        await Kith.ParkedImportAsync(await ada.WorkspaceAsync());
        await ada.OpenAsync("/settings");
        var page = ada.Page;
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Settings" }).GetByRole(AriaRole.Link, new() { Name = "Background jobs" }).ClickAsync();
        await Expect(page.GetByText("Import: customers.csv")).ToBeVisibleAsync();
        await Expect(page.GetByText("TimeoutException")).ToBeVisibleAsync();
        await Expect(page.GetByText("Tidying up")).ToBeVisibleAsync();

        await page.Input("Find jobs").FillAsync("nothing like it");
        await Expect(page.GetByText("No jobs match")).ToBeVisibleAsync();
        await page.Input("Find jobs").FillAsync("CUSTOMERS");
        await ada.AtPartAsync("q=CUSTOMERS");
        await Expect(page.GetByText("Import: customers.csv")).ToBeVisibleAsync();
        await page.ChooseAsync(page.Input("Which jobs"), "Given up");
        await ada.Page.ReloadAsync();
        await Expect(page.Input("Find jobs")).ToHaveValueAsync("CUSTOMERS");

        await page.Button("Cancel Import: customers.csv").ClickAsync();
        await page.Button("Cancel the job").ClickAsync();
        await Expect(page.GetByText("Job cancelled")).ToBeVisibleAsync();
        await Expect(page.GetByText("No jobs match")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_mail_of_which_nobody_knows_whether_it_arrived_is_sent_again_by_a_person()
    {
        var ada = await OwnerAsync();
        var email = Kith.NewEmail("grace");
        await ada.CallAsync("POST", "invitations", new { email, role = "member" });
        await Kith.DoubtMailAsync(await ada.WorkspaceAsync());
        await ada.OpenAsync("/settings/jobs");
        await Expect(ada.Page.GetByText("The mail server did not answer in time.")).ToBeVisibleAsync();
        await ada.Page.Button("Send again to " + email).ClickAsync();
        await Expect(ada.Page.GetByText("The mail is sent again now")).ToBeVisibleAsync();
        await Expect(ada.Page.GetByText("All mails of the last 30 days have left or are on their way.")).ToBeVisibleAsync();
    }
}
