using System.Globalization;
using Kith.Bench.Database;
using Kith.Browser.Tests;

namespace Kith.Bench;

/// <summary>One board in a browser.</summary>
/// <param name="Within">From a click on "Board" in the list until cards are painted.</param>
/// <param name="Anew">From opening its address, with the client in the browser's cache, until cards are painted.</param>
/// <param name="Frames">Between two moments at which the browser paints, while a card is dragged over the columns.</param>
internal sealed record BoardTime(int Deals, int Openings, Spread Within, Spread Anew, Spread Frames);

/// <summary>A large board beside a small one, and the browser's own beat.</summary>
internal sealed record BoardFigure(BoardTime Small, BoardTime Large, Spread Still);

/// <summary>Opens boards in a browser, as people do, and drags a card over their columns.</summary>
internal sealed class BoardTimes(KithProcess kith, PostgresAccess postgres)
{
    private const int Openings = 15;
    private const int Moves = 120;

    // Notes when the first cards are painted, and how long the browser takes between two paintings.
    private const string Watch = """
        (() => {
          const state = (window.benchBoard = { from: 0, painted: 0, frames: [], last: 0, on: false });
          new MutationObserver(() => {
            if (state.painted === 0 && document.querySelector("[data-card]") !== null) {
              state.painted = -1;
              requestAnimationFrame(() => setTimeout(() => (state.painted = performance.now())));
            }
          }).observe(document, { childList: true, subtree: true });
          const beat = (now) => {
            if (state.on && state.last > 0) state.frames.push(now - state.last);
            state.last = state.on ? now : 0;
            requestAnimationFrame(beat);
          };
          requestAnimationFrame(beat);
          addEventListener("click", () => Object.assign(state, { from: performance.now(), painted: 0 }), true);
        })()
        """;

    public async Task<BoardFigure> RunAsync()
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Chromium.StartAsync(playwright);
        var small = await MeasureAsync(browser, 10);
        var large = await MeasureAsync(browser, 10_000);
        return new BoardFigure(small, large, await StillAsync(browser));
    }

    private async Task<BoardTime> MeasureAsync(IBrowser browser, int deals)
    {
        var email = string.Create(CultureInfo.InvariantCulture, $"board{deals}@bench.example");
        var (workspace, person) = await kith.SignUpAsync($"Board of {deals}", email);
        await using (var connection = await postgres.OpenAsync())
        {
            await Filling.FillAsync(connection, workspace, person, deals);
            await Filling.FillDealsAsync(connection, workspace, person, deals, deals);
            // All of them are open.
            await Filling.ExecuteAsync(connection, $"with open as (select array_agg(id) as ids from kith.stage where workspace_id = '{workspace}' and won is not true and lost is not true) update kith.deal d set stage_id = open.ids[1 + (hashtext(d.id::text) & 1023) % cardinality(open.ids)] from open where d.workspace_id = '{workspace}'");
            await Filling.ExecuteAsync(connection, "vacuum analyze");
        }
        await using var context = await browser.NewContextAsync(new() { BaseURL = kith.Address.ToString(), ViewportSize = new() { Width = 1440, Height = 900 } });
        await context.AddInitScriptAsync(Watch);
        var signedIn = await context.APIRequest.PostAsync("/api/v1/auth/login", new() { DataObject = new { email, password = KithProcess.Password }, Headers = [new("Origin", kith.Address.ToString().TrimEnd('/'))] });
        if (!signedIn.Ok)
            throw new InvalidOperationException(await signedIn.TextAsync());
        var page = await context.NewPageAsync();
        var (within, anew) = (new List<double>(), new List<double>());
        for (var i = 0; i <= Openings; i++)
        {
            await page.GotoAsync("/deals?layout=board");
            anew.Add(await PaintedAsync(page));
            // Nothing of the board is known to this page yet.
            await page.GotoAsync("/deals");
            await page.GetByRole(AriaRole.Row).Nth(3).WaitForAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Board", Exact = true }).ClickAsync();
            within.Add(await PaintedAsync(page));
        }
        var time = new BoardTime(deals, Openings, Spread.Of(within.Skip(1)), Spread.Of(anew.Skip(1)), await DragAsync(page));
        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"board of {deals} deals: within Kith {time.Within.P50:0} ms (slowest {time.Within.Slowest:0}), by its address {time.Anew.P50:0} ms (slowest {time.Anew.Slowest:0}), frames of a drag p95 {time.Frames.P95:0.0} ms, longest {time.Frames.Slowest:0.0} ms"));
        return time;
    }

    private static Task<double> PaintedAsync(IPage page) =>
        page.EvaluateAsync<double>("""
            new Promise((done, fail) => {
              const look = () => (benchBoard.painted > 0 ? done(benchBoard.painted - benchBoard.from) : setTimeout(look, 5));
              look();
              setTimeout(() => fail(new Error(`There is no card on ${location.href}.`)), 20_000);
            })
            """);

    // Drags the first card over all columns and back, in many small steps, and lets it go where it was.
    private static async Task<Spread> DragAsync(IPage page)
    {
        var card = page.Locator("[data-card]").First;
        var from = await card.BoundingBoxAsync() ?? throw new InvalidOperationException("There is no card to drag.");
        await page.Mouse.MoveAsync(from.X + 20, from.Y + 12);
        await page.Mouse.DownAsync();
        await page.EvaluateAsync("benchBoard.on = true");
        for (var i = 1; i <= Moves; i++)
        {
            var there = i <= Moves / 2 ? i : Moves - i;
            await page.Mouse.MoveAsync(from.X + 20 + (there * 1_000f / (Moves / 2)), from.Y + 12 + (there % 20));
        }
        await page.EvaluateAsync("benchBoard.on = false");
        await page.Mouse.UpAsync();
        return Spread.Of(await page.EvaluateAsync<double[]>("benchBoard.frames"));
    }

    private static async Task<Spread> StillAsync(IBrowser browser)
    {
        await using var context = await browser.NewContextAsync();
        await context.AddInitScriptAsync(Watch);
        var page = await context.NewPageAsync();
        await page.GotoAsync("about:blank");
        await page.EvaluateAsync("benchBoard.on = true");
        for (var i = 0; i < Moves; i++)
            await page.Mouse.MoveAsync(100 + i, 100);
        return Spread.Of(await page.EvaluateAsync<double[]>("benchBoard.frames"));
    }
}
