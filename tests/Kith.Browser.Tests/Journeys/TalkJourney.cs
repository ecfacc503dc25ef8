using Kith.Browser.Tests.Screens;

namespace Kith.Browser.Tests.Journeys;

/// <summary>Two people talk about a record, on its page, and keep a note in sight there.</summary>
public sealed class TalkJourney(Installation kith) : Journey(kith)
{
    [Theory]
    [InlineData("desktop-light")]
    [InlineData("desktop-dark")]
    [InlineData("phone-light")]
    [InlineData("phone-dark")]
    public async Task A_comment_is_written_by_the_keyboard_answered_with_a_sign_by_a_colleague_and_stands_below_a_pinned_note(string look)
    {
        var ada = await OwnerAsync(Look.Named(look), audited: true);
        var grace = await ColleagueAsync(ada, Look.Desktop);
        var (page, audit) = (ada.Page, new Audit(Kith, ada));
        var company = await ada.CreateAsync("companies", new { name = "Iris Optics" });
        var note = await ada.CreateAsync("activities", new { kind = "note", subject = "Never call on Mondays", body = "They **grind lenses** then.", regarding = new { type = "company", id = company } });

        await ada.OpenAsync($"/activities/{note}");
        await page.MoreOfRecord.ClickAsync();
        await page.MenuItem("Pin to the top").ClickAsync();
        await Expect(page.GetByText("Pinned").First).ToBeVisibleAsync();

        await ada.OpenAsync($"/companies/{company}");
        var pinned = page.GetByRole(AriaRole.Region, new() { Name = "Pinned notes" });
        await Expect(pinned).ToContainTextAsync("grind lenses");
        await grace.Page.RunAndWaitForResponseAsync(() => grace.OpenAsync($"/companies/{company}"), response => response.Url.Contains("/api/v1/live", StringComparison.Ordinal));
        await page.Button("Comment", exact: true).ClickAsync();
        var entry = page.Input("Write a comment");
        await Expect(entry).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("They ask for samples, @gra");
        await Expect(page.Option("Grace Hopper")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.TypeAsync("please send some");
        await page.Keyboard.PressAsync("Control+Enter");
        var said = page.GetByRole(AriaRole.Article, new() { Name = "Comment by Ada Lovelace" });
        await Expect(said).ToContainTextAsync("They ask for samples, @Grace Hopper please send some");
        await Expect(entry).ToHaveValueAsync("");

        // It comes to her page by itself, and her sign to his.
        var heard = grace.Page.GetByRole(AriaRole.Article, new() { Name = "Comment by Ada Lovelace" });
        await Expect(heard).ToContainTextAsync("please send some");
        await heard.GetByRole(AriaRole.Button, new() { Name = "React" }).ClickAsync();
        await grace.Page.MenuItem("Thumbs up").ClickAsync();
        await Expect(heard.GetByRole(AriaRole.Button, new() { Name = "Thumbs up: Grace Hopper" })).ToHaveAttributeAsync("aria-pressed", "true");
        var sign = said.GetByRole(AriaRole.Button, new() { Name = "Thumbs up: Grace Hopper" });
        await Expect(sign).ToHaveAttributeAsync("aria-pressed", "false");
        await sign.ClickAsync();
        await Expect(said.GetByRole(AriaRole.Button, new() { Name = "Thumbs up: Grace Hopper and Ada Lovelace" })).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(grace.Page.Button("Notifications, 1 new")).ToBeVisibleAsync();
        await audit.LookAsync("talk", said);

        await said.GetByRole(AriaRole.Button, new() { Name = "More about the comment" }).ClickAsync();
        await page.MenuItem("Edit").ClickAsync();
        // What a menu brought up to write in keeps the focus when the menu is gone.
        await Expect(page.MenuItem("Edit")).ToHaveCountAsync(0);
        await Expect(page.Input("Change the comment")).ToBeFocusedAsync();
        await page.Input("Change the comment").FillAsync("They ask for ten samples");
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(said).ToContainTextAsync("They ask for ten samples");
        await Expect(said).ToContainTextAsync("edited");
        await page.Button("Unpin: Never call on Mondays").ClickAsync();
        await Expect(pinned).ToBeHiddenAsync();
        await said.GetByRole(AriaRole.Button, new() { Name = "More about the comment" }).ClickAsync();
        await page.MenuItem("Delete").ClickAsync();
        // The signs it was answered with go along.
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Move to the trash" }).ClickAsync();
        await Expect(said).ToBeHiddenAsync();
        await Expect(heard).ToBeHiddenAsync();
        audit.Pass();
    }

    [Theory]
    [InlineData("desktop-light")]
    [InlineData("phone-dark")]
    public async Task Whoever_is_told_of_a_comment_comes_to_where_it_was_said(string look)
    {
        var ada = await OwnerAsync();
        var grace = await ColleagueAsync(ada, Look.Named(look), audited: true);
        var (page, audit) = (grace.Page, new Audit(Kith, grace));
        var company = await ada.CreateAsync("companies", new { name = "Iris Optics" });
        var about = new { type = "company", id = company };
        var person = (await grace.CallAsync("GET", "me")).GetProperty("person").GetProperty("id").GetString();
        var first = await ada.CreateAsync("comments", new { about, body = "Where it all began" });
        for (var i = 1; i <= 110; i++)
            await ada.CreateAsync("comments", new { about, body = i == 60 ? $"Could you look, @[Grace Hopper](person:{person})?" : $"Remark {i}" });

        await grace.OpenAsync("/companies");
        await page.Locator("[aria-label$=', 1 new']").First.ClickAsync();
        if (grace.Look.OnPhone)
            await page.Button("Notifications, 1 new").ClickAsync();
        await page.Link("Ada Lovelace mentioned you in the comment “Could you look, @Grace Hopper?”").ClickAsync();
        await grace.AtAsync($"/companies/{company}");
        var said = page.Locator("[aria-current=true]").Filter(new() { HasText = "Could you look" });
        await Expect(said).ToBeFocusedAsync();
        await Expect(said).ToBeInViewportAsync();
        await audit.LookAsync("talk-told", said);

        // One comes back to where one was, not to a page between.
        await page.GoBackAsync();
        await grace.AtAsync(grace.Look.OnPhone ? "/notifications" : "/companies");
        // One that is older than those that are shown is shown, too.
        await grace.OpenAsync($"/comments/{first}");
        await Expect(page.Locator("[aria-current=true]").Filter(new() { HasText = "Where it all began" })).ToBeFocusedAsync();
        audit.Pass();
    }
}
