namespace Kith.Server.Forms;

/// <summary>What browsers are told of a form: who may show it, where it sends to, and which sites read its answers.</summary>
internal static class FormHeaders
{
    /// <summary>Lets the form's sites show the page, and no script run on it.</summary>
    public static void OfPage(HttpContext context, OpenForm form)
    {
        var headers = context.Response.Headers;
        var sites = string.Join(' ', form.Form.AllowedOrigins ?? []);
        // A form that is sent may lead on to a site; browsers ask for that as if it were sent there.
        headers.ContentSecurityPolicy = $"default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self' {sites}; frame-ancestors 'self' {sites}; base-uri 'none'; require-trusted-types-for 'script'";
        headers.Remove("X-Frame-Options");
        // Without it the browser would not say that a form was sent from our own page.
        headers["Referrer-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
    }

    /// <summary>Lets an allowed site read the answer, a refusal, too.</summary>
    public static void OfAnswer(HttpContext context, OpenForm form, string own)
    {
        var origin = context.Request.Headers.Origin.ToString();
        var allowed = origin.Length > 0 && form.Allows(origin, own);
        context.Response.OnStarting(() =>
        {
            context.Response.Headers.CacheControl = "no-store";
            context.Response.Headers.Append("Vary", "Origin");
            if (allowed)
                context.Response.Headers.AccessControlAllowOrigin = origin;
            return Task.CompletedTask;
        });
    }

    /// <summary>Says to an allowed site that it may send.</summary>
    public static void OfPreflight(HttpContext context, OpenForm form, string own)
    {
        OfAnswer(context, form, own);
        if (!form.Allows(context.Request.Headers.Origin.ToString(), own))
            return;
        context.Response.Headers.AccessControlAllowMethods = "GET, POST";
        context.Response.Headers.AccessControlAllowHeaders = "content-type";
        context.Response.Headers.AccessControlMaxAge = "600";
    }
}
