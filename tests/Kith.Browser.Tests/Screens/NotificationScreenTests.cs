namespace Kith.Browser.Tests.Screens;

/// <summary>What people are told of, on a desk and on a phone, by day and by night.</summary>
public sealed class NotificationScreenTests(Installation kith) : Journey(kith)
{
    [Theory]
    [MemberData(nameof(ScreenTests.Looks), MemberType = typeof(ScreenTests))]
    public async Task Nobody_is_kept_out_of_notifications(string look)
    {
        var ada = await OwnerAsync();
        var grace = await ColleagueAsync(ada, Look.Named(look), audited: true);
        var page = grace.Page;
        var audit = new Audit(Kith, grace);

        await grace.OpenAsync("/notifications");
        await audit.LookAsync("notifications-none", page.GetByText("Nothing yet"));
        var owner = (await grace.CallAsync("GET", "me")).GetProperty("person").GetProperty("id").GetString();
        var company = await ada.CreateAsync("companies", new { name = "Iris Optics", owner });
        var more = new[] { await ada.CreateAsync("companies", new { name = "First" }), await ada.CreateAsync("companies", new { name = "Second" }) };
        await ada.CallAsync("POST", "companies/actions/update", new { ids = more, set = new { owner } });
        await audit.LookAsync("notifications", page.Link("Ada Lovelace assigned 2 companies to you"));
        await page.Link("Ada Lovelace assigned 2 companies to you").ClickAsync();
        await audit.LookAsync("notification-records", page.Link("Second"));
        if (!grace.Look.OnPhone)
        {
            await page.Button("Notifications, 1 new").ClickAsync();
            await audit.LookAsync("notifications-panel", page.Button("Mark all as read"));
            await page.Keyboard.PressAsync("Escape");
        }
        await grace.OpenAsync($"/companies/{company}");
        await page.Button("Watch", exact: true).ClickAsync();
        await page.Input("What happened, or what is to do?").PressSequentiallyAsync("@ada");
        await audit.LookAsync("record-mention", page.Option("Ada Lovelace"));

        audit.Pass();
    }
}
