using Kith.Core.Problems;

namespace Kith.Server.Forms;

/// <summary>Refusals for people who filled in a form on its page: a page in place of a problem document.</summary>
internal static class FormRefusals
{
    /// <summary>True for calls that are answered so.</summary>
    public static bool Apply(HttpContext context) =>
        context.Request.Path.StartsWithSegments("/forms", StringComparison.Ordinal) && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    /// <summary>Writes the page.</summary>
    public static Task WriteAsync(HttpContext context, Problem problem)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(FormPage.Say(Messages.Text(problem.Kind switch
        {
            ProblemKind.NotFound => "web_form.gone",
            ProblemKind.TooMany or ProblemKind.Unavailable => "web_form.later",
            ProblemKind.TooLarge => "web_form.too_large",
            _ => "web_form.failed",
        })), context.RequestAborted);
    }
}
