namespace Kith.Browser.Tests;

/// <summary>On what a person looks at Kith.</summary>
public sealed record Look(string Name, bool OnPhone, bool Dark)
{
    public static readonly Look Desktop = new("desktop-light", OnPhone: false, Dark: false);
    public static readonly Look DesktopDark = new("desktop-dark", OnPhone: false, Dark: true);
    public static readonly Look Phone = new("phone-light", OnPhone: true, Dark: false);
    public static readonly Look PhoneDark = new("phone-dark", OnPhone: true, Dark: true);

    public static Look Named(string name) => new[] { Desktop, DesktopDark, Phone, PhoneDark }.Single(l => l.Name == name);

    /// <summary>A fresh browser as this person has it.</summary>
    public BrowserNewContextOptions Options(Uri url) => new()
    {
        BaseURL = url.ToString(),
        ViewportSize = OnPhone ? new ViewportSize { Width = 390, Height = 844 } : new ViewportSize { Width = 1280, Height = 800 },
        IsMobile = OnPhone,
        HasTouch = OnPhone,
        ColorScheme = Dark ? ColorScheme.Dark : ColorScheme.Light,
        ReducedMotion = ReducedMotion.Reduce,
        Locale = "en-US",
        TimezoneId = "Europe/Rome",
    };
}
