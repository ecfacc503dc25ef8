using System.Text;
using System.Text.Json;
using Kith.Core.Problems;
using Kith.Server.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Kith.Server.Forms;

/// <summary>Reads what a form is sent with: texts by name, as JSON or as a browser sends a form.</summary>
internal static class FormBody
{
    /// <summary>Most bytes of what is sent.</summary>
    public const int MostBytes = 64 * 1024;

    private const string Browser = "application/x-www-form-urlencoded";

    /// <summary>True for what a browser sends of itself, and wants a page for.</summary>
    public static bool IsOfBrowser(HttpRequest request) => request.ContentType?.Split(';')[0].Trim().Equals(Browser, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>The texts, by name; empty ones are left out.</summary>
    public static async Task<Dictionary<string, string>> ReadAsync(HttpContext context, CancellationToken cancellation)
    {
        var json = context.Request.HasJsonContentType();
        if (!json && !IsOfBrowser(context.Request))
            throw new ProblemException(Problem.Of(ProblemKind.UnsupportedType, "web_form.unread"));
        var bytes = await BytesAsync(context, cancellation);
        var texts = json ? Json(bytes) : OfBrowser(bytes);
        return texts.Where(t => t.Value.Trim().Length > 0).ToDictionary(t => t.Key, t => t.Value);
    }

    private static async Task<byte[]> BytesAsync(HttpContext context, CancellationToken cancellation)
    {
        var bytes = new byte[MostBytes + 1];
        if (context.Request.ContentLength > MostBytes)
            throw new ProblemException(Problem.Of(ProblemKind.TooLarge, "web_form.too_large"));
        var length = await context.Request.Body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellation);
        return length <= MostBytes ? bytes[..length] : throw new ProblemException(Problem.Of(ProblemKind.TooLarge, "web_form.too_large"));
    }

    private static Dictionary<string, string> Json(byte[] bytes)
    {
        using var document = Body.Object(bytes);
        var (texts, problems) = (new Dictionary<string, string>(), new ProblemList());
        foreach (var member in document.RootElement.EnumerateObject())
        {
            if (member.Value.ValueKind is JsonValueKind.String)
                texts[member.Name] = member.Value.GetString()!;
            else if (member.Value.ValueKind is JsonValueKind.True or JsonValueKind.False or JsonValueKind.Number)
                texts[member.Name] = member.Value.GetRawText();
            else if (member.Value.ValueKind is not JsonValueKind.Null)
                problems.Add(member.Name, "not_a_text", member.Name);
        }
        problems.ThrowIfAny();
        return texts;
    }

    private static Dictionary<string, string> OfBrowser(byte[] bytes)
    {
        try
        {
            var text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes);
            // A box that is ticked comes behind its own empty value, so the last one counts.
            return QueryHelpers.ParseQuery(text).ToDictionary(p => p.Key, p => p.Value[^1] ?? "");
        }
        catch (DecoderFallbackException)
        {
            throw new ProblemException(Problem.Of(ProblemKind.Malformed, "malformed"));
        }
    }
}
