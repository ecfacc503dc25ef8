using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Kith.Browser.Tests.Journeys;

/// <summary>An administrator has changes sent to another system.</summary>
public sealed class WebhookJourney(Installation kith) : Journey(kith)
{
    private int _status = 200;

    private async Task<WebApplication> ReceiverAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Run(context =>
        {
            context.Response.StatusCode = _status;
            return Task.CompletedTask;
        });
        await app.StartAsync(Cancel);
        return app;
    }

    [Fact]
    public async Task A_webhook_is_made_looked_after_and_removed()
    {
        await using var receiver = await ReceiverAsync();
        var ada = await OwnerAsync();
        var page = ada.Page;
        await ada.OpenAsync("/settings");
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Settings" }).GetByRole(AriaRole.Link, new() { Name = "Webhooks" }).ClickAsync();
        await Expect(page.GetByText("No webhooks yet")).ToBeVisibleAsync();

        await page.Button("Add a webhook").ClickAsync();
        await page.Button("Add", exact: true).ClickAsync();
        await Expect(page.GetByText("Fill this in.")).ToBeVisibleAsync();
        await page.Input("Address").FillAsync("example.com");
        await page.Button("Add", exact: true).ClickAsync();
        await Expect(page.GetByText("Write the whole address")).ToBeVisibleAsync();
        await page.Input("Address").FillAsync(receiver.Urls.First());
        await page.Input("Objects").FillAsync("compan");
        await page.Option("Companies").ClickAsync();
        await page.Input("Only records for which holds").FillAsync("nmae is not empty");
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Restored" }).ClickAsync();
        await page.Button("Add", exact: true).ClickAsync();
        await Expect(page.GetByText("There is no field “nmae”")).ToBeVisibleAsync();
        await page.Input("Only records for which holds").FillAsync("name is not empty");
        await page.Button("Add", exact: true).ClickAsync();
        Assert.StartsWith("whsec_", await page.Input("Secret").InputValueAsync());
        await page.Button("I have kept it").ClickAsync();
        await Expect(page.GetByText("Companies · Created, Changed, Deleted · name is not empty")).ToBeVisibleAsync();

        await page.Link(receiver.Urls.First()).ClickAsync();
        await page.Button("Send a test").ClickAsync();
        var deliveries = page.GetByRole(AriaRole.List, new() { Name = "Deliveries" }).GetByRole(AriaRole.Listitem);
        await Expect(deliveries.First).ToContainTextAsync("Delivered");
        await Expect(deliveries.First).ToContainTextAsync("Answer 200");

        _status = 500;
        await ada.CreateAsync("companies", new { name = "Acme" });
        await page.ReloadAsync();
        await Expect(deliveries.First).ToContainTextAsync("The receiver answered 500.");
        await Expect(deliveries.First).ToContainTextAsync("next try");
        await Expect(page.GetByText("The receiver has taken nothing since")).ToBeVisibleAsync();
        _status = 200;
        await page.Button("Send again: Company · Created").ClickAsync();
        await Expect(deliveries.First).ToContainTextAsync("Delivered");
        await page.ChooseAsync(page.Input("Which deliveries"), "Given up");
        await Expect(page.GetByText("No deliveries are like that")).ToBeVisibleAsync();
        await page.ChooseAsync(page.Input("Which deliveries"), "All");

        await page.Button("More about this webhook").ClickAsync();
        await page.MenuItem("New secret").ClickAsync();
        await page.Button("Make a new secret").ClickAsync();
        await Expect(page.DialogCalled("Keep this secret")).ToBeVisibleAsync();
        await page.Button("I have kept it").ClickAsync();
        await Expect(page.GetByText("The secret before signs beside the new one until")).ToBeVisibleAsync();
        await page.Button("More about this webhook").ClickAsync();
        await page.MenuItem("Send again from a moment on").ClickAsync();
        await page.Input("All changes since").FillAsync("2026-01-01T09:00");
        await page.DialogCalled("Send again from a moment on").GetByRole(AriaRole.Button, new() { Name = "Send again" }).ClickAsync();
        await Expect(page.GetByText("Changes are sent again now")).ToBeVisibleAsync();

        await page.Input("Send changes").ClickAsync();
        await Expect(page.GetByText("Paused")).ToBeVisibleAsync();
        await Expect(page.Button("Send a test")).ToBeDisabledAsync();
        await page.Button("More about this webhook").ClickAsync();
        await page.MenuItem("Remove the webhook").ClickAsync();
        await page.DialogCalled("Remove this webhook?").GetByRole(AriaRole.Button, new() { Name = "Remove the webhook" }).ClickAsync();
        await Expect(page.GetByText("No webhooks yet")).ToBeVisibleAsync();
    }
}
