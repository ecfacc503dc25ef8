using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using Kith.Server.OpenApi.Docs;

namespace Kith.Server.Forms;

/// <summary>The pages of a form. They need no script, and load nothing but their own style.</summary>
internal static class FormPage
{
    private const int Rows = 5;

    /// <summary>The form, to be filled in.</summary>
    /// <param name="typed">What is filled in already.</param>
    /// <param name="wrong">What cannot be taken as it was typed.</param>
    public static string Ask(OpenForm form, string ticket, IReadOnlyDictionary<string, string> typed, IReadOnlyList<FieldProblem> wrong) => Write(form.Heading, page =>
    {
        if (form.Form.Intro is { } intro)
            page.Add($"<p class=\"lines\">{intro}</p>\n");
        page.Add($"<form method=\"post\" action=\"/forms/{form.Address.ToString()}\" novalidate>\n");
        if (wrong.Count > 0)
            page.Add($"<p class=\"wrong\" role=\"alert\">{Messages.Text("web_form.again")}</p>\n");
        foreach (var asked in form.Asked)
            Field(page, asked, typed.GetValueOrDefault(asked.Name, ""), wrong.FirstOrDefault(w => w.Field == asked.Name)?.Message);
        if (form.Purpose?.Wording is { } wording)
            Box(page, FormMembers.Consent, FormattableString.Invariant($"{wording.Version}"), wording.Text, typed.ContainsKey(FormMembers.Consent), required: false, null, null);
        page.Add($"<div class=\"away\" aria-hidden=\"true\"><label for=\"{FormMembers.Trap}\">{Messages.Text("web_form.trap")}</label><input id=\"{FormMembers.Trap}\" name=\"{FormMembers.Trap}\" tabindex=\"-1\" autocomplete=\"off\"></div>\n");
        foreach (var name in FormMembers.Origin.Where(typed.ContainsKey).Except(form.Asked.Select(a => a.Name)).Append(FormMembers.Ticket))
            page.Add($"<input type=\"hidden\" name=\"{name}\" value=\"{(name == FormMembers.Ticket ? ticket : typed[name])}\">\n");
        page.Add($"<button>{form.Form.Button ?? Messages.Text("web_form.send")}</button>\n</form>\n");
    });

    /// <summary>What people read once they have sent it.</summary>
    public static string Thank(OpenForm form) => Write(form.Heading, page => page.Add($"<p class=\"lines\" role=\"status\">{form.Form.Thanks ?? Messages.Text("web_form.thanks")}</p>\n"));

    /// <summary>A page that says one thing.</summary>
    public static string Say(string text) => Write(text, _ => { });

    /// <summary>HTML of a link to a form.</summary>
    public static string Link(string url, string name) => new Html().Add($"<a href=\"{url}\">{name}</a>").ToString();

    /// <summary>HTML that shows a form within another page.</summary>
    public static string Frame(string url, string name) => new Html().Add($"<iframe src=\"{url}\" title=\"{name}\" width=\"100%\" height=\"640\" style=\"border:0\"></iframe>").ToString();

    private static string Write(string title, Action<Html> content)
    {
        var page = new Html();
        page.Add($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="robots" content="noindex">
            <title>{title}</title>
            <link rel="icon" href="/icons/kith.svg" type="image/svg+xml">
            <link rel="stylesheet" href="/forms/form.css">
            </head>
            <body>
            <main>
            <h1>{title}</h1>

            """);
        content(page);
        page.Add($"</main>\n</body>\n</html>\n");
        return page.ToString();
    }

    private static void Field(Html page, AskedField asked, string typed, string? wrong)
    {
        if (asked.Field.Kind == FieldKinds.Boolean)
        {
            Box(page, asked.Name, "true", asked.Label, typed is "true" or "on" or "yes", asked.Required, asked.Question.Help, wrong);
            return;
        }
        page.Add($"<div class=\"field\"><label for=\"{asked.Name}\">{asked.Label}");
        if (asked.Required)
            page.Add($" <span aria-hidden=\"true\">*</span>");
        page.Add($"</label>\n");
        if (asked.Field.Kind == FieldKinds.Markdown)
            page.Add($"<textarea rows=\"{Rows}\" {Named(asked, wrong)}>\n{typed}</textarea>\n");
        else if (asked.Field.Kind == FieldKinds.Choice)
            Choices(page, asked, typed, wrong);
        else
            page.Add($"<input type=\"{InputType(asked.Field)}\" value=\"{typed}\" {Named(asked, wrong)}>\n");
        Words(page, asked.Name, asked.Question.Help, wrong);
        page.Add($"</div>\n");
    }

    private static void Choices(Html page, AskedField asked, string typed, string? wrong)
    {
        page.Add($"<select {Named(asked, wrong)}><option value=\"\">{Messages.Text("web_form.choose")}</option>\n");
        foreach (var choice in asked.Field.Choices)
        {
            page.Add($"<option value=\"{choice.Value}\"");
            if (choice.Value == typed)
                page.Add($" selected");
            page.Add($">{choice.Label}</option>\n");
        }
        page.Add($"</select>\n");
    }

    private static void Box(Html page, string name, string value, string label, bool ticked, bool required, string? help, string? wrong)
    {
        var more = new Html();
        Attributes(more, name, required, help, wrong);
        page.Add($"<div class=\"field\"><div class=\"box\"><input type=\"checkbox\" value=\"{value}\" {more}");
        if (ticked)
            page.Add($" checked");
        page.Add($"><label class=\"lines\" for=\"{name}\">{label}</label></div>\n");
        Words(page, name, help, wrong);
        page.Add($"</div>\n");
    }

    private static void Words(Html page, string name, string? help, string? wrong)
    {
        if (help is not null)
            page.Add($"<p class=\"help\" id=\"{name}-help\">{help}</p>\n");
        if (wrong is not null)
            page.Add($"<p class=\"wrong\" id=\"{name}-wrong\">{wrong}</p>\n");
    }

    private static Html Named(AskedField asked, string? wrong)
    {
        var attributes = new Html();
        Attributes(attributes, asked.Name, asked.Required, asked.Question.Help, wrong);
        if (Autocomplete(asked.Name) is { } known)
            attributes.Add($" autocomplete=\"{known}\"");
        return attributes;
    }

    private static void Attributes(Html attributes, string name, bool required, string? help, string? wrong)
    {
        attributes.Add($"id=\"{name}\" name=\"{name}\"");
        if (required)
            attributes.Add($" required");
        string[] described = [.. help is null ? (string[])[] : [name + "-help"], .. wrong is null ? (string[])[] : [name + "-wrong"]];
        if (described.Length > 0)
            attributes.Add($" aria-describedby=\"{string.Join(' ', described)}\"");
        if (wrong is not null)
            attributes.Add($" aria-invalid=\"true\"");
    }

    private static string InputType(Field field) => field.Kind.Name switch
    {
        "email" => "email",
        "phone" => "tel",
        "date" => "date",
        _ => "text",
    };

    private static string? Autocomplete(string field) => field switch
    {
        "first_name" => "given-name",
        "last_name" => "family-name",
        "company_name" => "organization",
        "title" => "organization-title",
        "email" => "email",
        "phone" or "mobile" => "tel",
        "website" => "url",
        _ => null,
    };
}
