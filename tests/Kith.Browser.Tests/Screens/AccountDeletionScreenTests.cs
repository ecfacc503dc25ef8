namespace Kith.Browser.Tests.Screens;

/// <summary>Somebody deletes their account, from reading what stands in the way to what colleagues see afterwards.</summary>
public sealed class AccountDeletionScreenTests(Installation kith) : Journey(kith)
{
    [Theory]
    [MemberData(nameof(ScreenTests.Looks), MemberType = typeof(ScreenTests))]
    public async Task An_account_is_deleted_once_somebody_takes_over_and_its_owner_is_a_former_colleague(string look)
    {
        var owner = await OwnerAsync(Look.Named(look), audited: true);
        var auditOfOwner = new Audit(Kith, owner);
        await owner.OpenAsync("/settings");
        await owner.Page.Button("Delete my account…").ClickAsync();
        var refused = owner.Page.DialogCalled("Delete your account");
        await auditOfOwner.LookAsync("account-deletion-alone", refused.GetByText("Nobody else works in it."));
        await Expect(refused.GetByRole(AriaRole.Button, new() { Name = "Delete my account" })).ToBeDisabledAsync();

        var grace = await ColleagueAsync(owner, Look.Named(look), audited: true);
        var page = grace.Page;
        var audit = new Audit(Kith, grace);
        var email = (await grace.CallAsync("GET", "me")).GetProperty("email").GetString()!;
        await grace.CreateAsync("deals", new { name = "Nanoseconds" });
        await grace.OpenAsync("/settings");
        await page.Button("Delete my account…").ScrollIntoViewIfNeededAsync();
        await audit.LookAsync("account-deletion-section", page.Heading("Delete my account"));
        await page.Button("Delete my account…").ClickAsync();
        var dialog = page.DialogCalled("Delete your account");
        await Expect(dialog.GetByText("You leave it and stay in its history as a former colleague.")).ToBeVisibleAsync();
        await dialog.GetByLabel("Type your address").FillAsync("somebody@example.com");
        await dialog.GetByLabel("Present password", new() { Exact = true }).FillAsync(Visit.Password);
        var delete = dialog.GetByRole(AriaRole.Button, new() { Name = "Delete my account" });
        await delete.ClickAsync();
        await Expect(dialog.GetByText("Choose who takes over.")).ToBeVisibleAsync();
        await page.ChooseAsync(dialog.GetByRole(AriaRole.Combobox, new() { Name = "Everything goes to" }), "Ada Lovelace");
        await delete.ClickAsync();
        await Expect(dialog.GetByText("This is not the address of your account.")).ToBeVisibleAsync();
        await audit.LookAsync("account-deletion", delete);
        await dialog.GetByLabel("Type your address").FillAsync(email);
        await delete.ClickAsync();
        await grace.AtAsync("/login");

        await owner.OpenAsync("/settings/people");
        await auditOfOwner.LookAsync("account-deletion-former", owner.Page.GetByText("Former colleague"));
        await owner.OpenAsync("/deals/" + await owner.FindAsync("deals", "Nanoseconds"));
        await Expect(owner.Page.GetByText("Former colleague").First).ToBeVisibleAsync();
        audit.Pass();
        auditOfOwner.Pass();
    }
}
