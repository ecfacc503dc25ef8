using Kith.Browser.Tests.Screens;

namespace Kith.Browser.Tests.Journeys;

/// <summary>Somebody who leads sales looks where deals stay and where they end.</summary>
public sealed class VelocityJourney(Installation kith) : Journey(kith)
{
    [Theory]
    [InlineData("desktop-light")]
    [InlineData("phone-dark")]
    public async Task How_fast_deals_move_through_a_pipeline_is_told_by_stage(string look)
    {
        var ada = await OwnerAsync(Look.Named(look), audited: true);
        var (page, audit) = (ada.Page, new Audit(Kith, ada));
        foreach (var (name, action) in ((string, string)[])[("Mill", "win"), ("Pump", "lose"), ("Belt", "lose")])
            await ada.CallAsync("POST", $"deals/{await ada.CreateAsync("deals", new { name, amount = 500 })}/actions/{action}", new { });

        await ada.OpenAsync("/settings/pipelines");
        await page.Button("How fast deals move").First.ClickAsync();
        var table = page.GetByRole(AriaRole.Table, new() { Name = "How fast deals move" });
        var first = table.GetByRole(AriaRole.Row).Nth(1);
        await Expect(first.GetByRole(AriaRole.Cell).Nth(look.StartsWith("phone", StringComparison.Ordinal) ? 1 : 2)).ToHaveTextAsync("3");
        await Expect(first.GetByRole(AriaRole.Cell).Last).ToHaveTextAsync("2");
        await audit.LookAsync("pipeline-velocity", table);
        await page.GetByRole(AriaRole.Combobox, new() { Name = "How far back" }).ClickAsync();
        await page.GetByRole(AriaRole.Option, new() { Name = "Last 365 days" }).ClickAsync();
        await Expect(first.GetByRole(AriaRole.Cell).Last).ToHaveTextAsync("2");
        audit.Pass();
    }
}
