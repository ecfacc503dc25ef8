namespace Kith.Browser.Tests;

/// <summary>Finds things on a page as people do who listen to it: by what they are and what they are called.</summary>
public static class Finding
{
    extension(IPage page)
    {
        /// <summary>The button with what else can be done with the record shown; the bar of a phone has a "More" of its own.</summary>
        public ILocator MoreOfRecord => page.GetByRole(AriaRole.Article).GetByRole(AriaRole.Button, new() { Name = "More", Exact = true });

        public ILocator Button(string name, bool exact = false) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = exact });

        public ILocator Link(string name, bool exact = false) => page.GetByRole(AriaRole.Link, new() { Name = name, Exact = exact });

        /// <summary>A control by its label.</summary>
        public ILocator Input(string label) => page.GetByLabel(label, new() { Exact = true });

        public ILocator Tab(string name) => page.GetByRole(AriaRole.Tab, new() { Name = name });

        public ILocator DialogCalled(string name) => page.GetByRole(AriaRole.Dialog, new() { Name = name });

        /// <summary>What an open menu offers, with or without a tick.</summary>
        public ILocator MenuItem(string name) => page.GetByRole(AriaRole.Menuitem, new() { Name = name, Exact = true }).Or(page.GetByRole(AriaRole.Menuitemcheckbox, new() { Name = name, Exact = true }));

        /// <summary>The way to the main places, at the side or at the bottom.</summary>
        public ILocator MainNavigation => page.GetByRole(AriaRole.Navigation, new() { Name = "Main" });

        /// <summary>What an open picker offers.</summary>
        public ILocator Option(string name) => page.GetByRole(AriaRole.Option, new() { Name = name });

        /// <summary>The table of a list.</summary>
        public ILocator Grid => page.GetByRole(AriaRole.Grid);

        /// <summary>The row of a list that contains a text.</summary>
        public ILocator Row(string text) => page.Grid.GetByRole(AriaRole.Row, new() { Name = "Select " + text });

        /// <summary>The row at a place of a list, 1 being the first below the names of the columns.</summary>
        public ILocator RowAt(int place) => page.Grid.Locator($"[role=row][aria-rowindex=\"{place + 1}\"]");

        /// <summary>A column of a board; its name says how many cards it has.</summary>
        public ILocator Column(string stage) => page.GetByRole(AriaRole.Region, new() { Name = stage + ":" });

        /// <summary>A card of a board.</summary>
        public ILocator Card(string name) => page.GetByRole(AriaRole.Listitem, new() { Name = name, Exact = true });

        public ILocator Heading(string name) => page.GetByRole(AriaRole.Heading, new() { Name = name });
    }

    /// <summary>Chooses one of a closed list by its label.</summary>
    public static async Task ChooseAsync(this IPage page, ILocator select, string option)
    {
        await select.ClickAsync();
        await page.Option(option).ClickAsync();
    }
}
