namespace Kith.Browser.Tests.Screens;

/// <summary>The picture of a person, from choosing it to where colleagues see it.</summary>
public sealed class PictureScreenTests(Installation kith) : Journey(kith)
{
    [Theory]
    [MemberData(nameof(ScreenTests.Looks), MemberType = typeof(ScreenTests))]
    public async Task A_picture_stands_where_the_initials_were_until_it_is_taken_away(string look)
    {
        var visit = await OwnerAsync(Look.Named(look), audited: true);
        var page = visit.Page;
        var audit = new Audit(Kith, visit);
        await visit.OpenAsync("/settings");
        await Expect(page.Button("Choose a picture")).ToBeVisibleAsync();
        var drawn = await page.ScreenshotAsync();
        await page.GetByLabel("Your picture").SetInputFilesAsync(new FilePayload { Name = "me.txt", MimeType = "image/png", Buffer = [1, 2, 3] });
        await Expect(page.GetByText("This file is no picture that can be shown.").First).ToBeVisibleAsync();
        // What was told stays until it is read.
        await visit.OpenAsync("/settings");
        await page.GetByLabel("Your picture").SetInputFilesAsync(new FilePayload { Name = "me.png", MimeType = "image/png", Buffer = drawn });
        await audit.LookAsync("picture", page.Button("Change picture"));
        await visit.OpenAsync("/settings/people");
        var avatar = page.Locator("[data-person]").First;
        await Expect(avatar).Not.ToHaveCSSAsync("background-image", "none");
        await Expect(avatar).ToHaveCSSAsync("color", "rgba(0, 0, 0, 0)");
        await audit.LookAsync("picture-people", avatar);
        await visit.OpenAsync("/settings");
        await page.Button("Remove").ClickAsync();
        await Expect(page.Button("Choose a picture")).ToBeVisibleAsync();
        await Expect(page.Locator("[data-person]").First).ToHaveCSSAsync("background-image", "none");
        audit.Pass();
    }
}
