namespace Kith.Server.Http;

/// <summary>How an endpoint deals with the session cookie; endpoints without one of these use it to know the caller.</summary>
public sealed class CookieUse
{
    private CookieUse() { }

    /// <summary>The answer sets or clears the cookie, or the call decides who may sign in: the cross-site rule holds even where none was sent, and the cookie is not rotated.</summary>
    public static readonly CookieUse Sets = new();

    /// <summary>For programs only: a cookie is not looked at.</summary>
    public static readonly CookieUse Ignores = new();
}

/// <summary>The cookie of browser sessions.</summary>
public sealed class SessionCookie(KithSettings settings)
{
    private readonly bool _secure = settings.Url.Scheme == Uri.UriSchemeHttps;

    /// <summary>
    /// Over https the prefix makes browsers refuse it from other hosts and over http. On loopback there is no https, and not every
    /// browser takes a secure cookie there, so the name goes without.
    /// </summary>
    public string Name => _secure ? "__Host-kith" : "kith";

    /// <summary>The cookie's value, or null.</summary>
    public string? Read(HttpContext context) => context.Request.Cookies[Name];

    /// <summary>Hands out a cookie.</summary>
    /// <param name="lasting">False for one that the browser forgets when it closes.</param>
    public void Set(HttpContext context, string secret, bool lasting) => context.Response.Cookies.Append(Name, secret, Options(lasting ? Identity.SignIns.BrowserSessions.Idle : null));

    /// <summary>What shows that the browser is trusted, or null.</summary>
    public string? ReadDevice(HttpContext context) => context.Request.Cookies[DeviceName];

    /// <summary>Has the browser show from now on that it is trusted; null changes nothing.</summary>
    public void SetDevice(HttpContext context, string? secret)
    {
        if (secret is not null)
            context.Response.Cookies.Append(DeviceName, secret, Options(Identity.Devices.TrustedDevices.Lifetime));
    }

    private string DeviceName => Name + "-device";

    /// <summary>Takes the cookie back.</summary>
    public void Clear(HttpContext context) => context.Response.Cookies.Append(Name, "", Options(TimeSpan.Zero));

    /// <summary>The secret that sign-ins under way at a provider are bound to, or null.</summary>
    public string? ReadBrowser(HttpContext context) => context.Request.Cookies[Name + "-provider"];

    /// <summary>Has the browser hold such a secret until its sign-in must have ended.</summary>
    public void SetBrowser(HttpContext context, string secret) => context.Response.Cookies.Append(Name + "-provider", secret, Options(Identity.Providers.ProviderSignIn.Lifetime));

    private CookieOptions Options(TimeSpan? age) => new() { HttpOnly = true, Secure = _secure, SameSite = SameSiteMode.Lax, Path = "/", MaxAge = age, IsEssential = true };
}
