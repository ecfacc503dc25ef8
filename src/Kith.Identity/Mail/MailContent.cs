using System.Net;
using System.Text;

namespace Kith.Identity.Mail;

/// <summary>What a mail says: written once, sent as plain text and as HTML.</summary>
/// <param name="Paragraphs">Plain texts; what people wrote in them stays text.</param>
/// <param name="Link">The one thing to do, if there is one.</param>
/// <param name="Note">Small print below.</param>
public sealed record MailContent(string Subject, IReadOnlyList<string> Paragraphs, MailLink? Link = null, string? Note = null)
{
    /// <summary>What stands line by line below the paragraphs.</summary>
    public IReadOnlyList<MailList> Lists { get; init; } = [];

    /// <summary>Where its reader chooses whether to get such mails.</summary>
    public MailLink? Settings { get; init; }

    // Colours by the reader's own setting; without support for it the light ones, which read well.
    private const string Style = """
        :root{color-scheme:light dark}
        body{margin:0;padding:24px;background:#ffffff;color:#1f2328;font:16px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif}
        main{max-width:34em;margin:0 auto}
        a.do{display:inline-block;padding:10px 18px;border-radius:6px;background:#2f5bd0;color:#ffffff;text-decoration:none}
        h2{font-size:18px;margin:28px 0 8px}
        ul{margin:0 0 24px;padding:0 0 0 20px}
        li{margin:0 0 10px}
        li a{color:#2f5bd0}
        .small{font-size:14px;color:#59636e;overflow-wrap:anywhere}
        .small a{color:inherit}
        @media (prefers-color-scheme:dark){body{background:#16181c;color:#e6e8eb}a.do{background:#7c9cf5;color:#10131a}li a{color:#7c9cf5}.small{color:#a4abb6}}
        """;

    /// <summary>As plain text; the link stands on a line of its own.</summary>
    public string ToPlainText()
    {
        var parts = new List<string>(Paragraphs);
        parts.AddRange(Lists.Select(l => string.Join("\n\n", l.Lines.Select(i => $"- {i.Text}\n  {i.Detail}\n  {i.Address.AbsoluteUri}").Prepend(l.Heading + ":"))));
        if (Link is not null)
            parts.Add($"{Link.Label}:\n{Link.Address.AbsoluteUri}");
        if (Note is not null)
            parts.Add(Note);
        if (Settings is not null)
            parts.Add($"{Settings.Label}:\n{Settings.Address.AbsoluteUri}");
        return string.Join("\n\n", parts) + "\n";
    }

    /// <summary>As a small HTML page without pictures, scripts or anything from elsewhere.</summary>
    public string ToHtml()
    {
        var html = new StringBuilder();
        html.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"color-scheme\" content=\"light dark\">\n");
        html.Append("<title>").Append(Encode(Subject)).Append("</title>\n<style>\n").Append(Style).Append("\n</style>\n</head>\n<body>\n<main>\n");
        foreach (var paragraph in Paragraphs)
            html.Append("<p>").Append(Lines(paragraph)).Append("</p>\n");
        foreach (var list in Lists)
        {
            html.Append("<h2>").Append(Encode(list.Heading)).Append("</h2>\n<ul>\n");
            foreach (var line in list.Lines)
                html.Append("<li><a href=\"").Append(Encode(line.Address.AbsoluteUri)).Append("\">").Append(Encode(line.Text)).Append("</a><br>\n<span class=\"small\">").Append(Encode(line.Detail)).Append("</span></li>\n");
            html.Append("</ul>\n");
        }
        if (Link is not null)
        {
            var address = Encode(Link.Address.AbsoluteUri);
            html.Append("<p><a class=\"do\" href=\"").Append(address).Append("\">").Append(Encode(Link.Label)).Append("</a></p>\n");
            html.Append("<p class=\"small\"><a href=\"").Append(address).Append("\">").Append(address).Append("</a></p>\n");
        }
        if (Note is not null)
            html.Append("<p class=\"small\">").Append(Lines(Note)).Append("</p>\n");
        if (Settings is not null)
            html.Append("<p class=\"small\"><a href=\"").Append(Encode(Settings.Address.AbsoluteUri)).Append("\">").Append(Encode(Settings.Label)).Append("</a></p>\n");
        return html.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private static string Lines(string text) => Encode(text).Replace("\n", "<br>\n", StringComparison.Ordinal);

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}

/// <summary>A button of a mail.</summary>
public sealed record MailLink(string Label, Uri Address);

/// <summary>Some lines of a mail under a heading.</summary>
public sealed record MailList(string Heading, IReadOnlyList<MailLine> Lines);

/// <summary>A line of a mail that leads somewhere.</summary>
/// <param name="Detail">Small print below it.</param>
public sealed record MailLine(string Text, string Detail, Uri Address);
