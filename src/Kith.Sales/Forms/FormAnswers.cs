using System.Text;
using System.Text.Json;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using Kith.Sales.Leads;

namespace Kith.Sales.Forms;

/// <summary>What somebody typed, by the names of fields of leads, and what becomes of it. All of it is text: nothing is ever read as markup.</summary>
public static class FormAnswers
{
    private const int Longest = 20_000;
    private static readonly string[] Callings = ["first_name", "last_name", "email", "company_name", "phone"];

    /// <summary>A text without what could pass for something else: control characters, line breaks where there is one line, and characters that turn the order of letters round.</summary>
    public static string Clean(string text, bool lines)
    {
        var clean = new StringBuilder(Math.Min(text.Length, Longest));
        foreach (var rune in text.ReplaceLineEndings("\n").EnumerateRunes())
        {
            if (clean.Length >= Longest)
                break;
            if (rune.Value == '\n' && lines)
                clean.Append('\n');
            else if (rune.Value is >= 0x202A and <= 0x202E or >= 0x2066 and <= 0x2069 or 0xFFFD)
                continue;
            else
                clean.Append(Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029 ? " " : rune.ToString());
        }
        return clean.ToString().Trim();
    }

    /// <summary>The same of a field.</summary>
    public static string Clean(string text, Field field) => Clean(text, field.Kind == FieldKinds.Markdown);

    /// <summary>Texts as they are kept.</summary>
    public static string Write(IReadOnlyDictionary<string, string> answers) => JsonSerializer.Serialize(answers);

    /// <summary>Texts that were kept; none where they can no longer be read, such as after an erasure.</summary>
    public static IReadOnlyDictionary<string, string> Read(string? kept)
    {
        try
        {
            return kept is null ? new Dictionary<string, string>() : JsonSerializer.Deserialize<Dictionary<string, string>>(kept) ?? [];
        }
        catch (JsonException)
        {
            return new Dictionary<string, string>();
        }
    }

    /// <summary>Values of the fields that the texts are of.</summary>
    /// <param name="problems">Told which texts cannot be used.</param>
    public static IReadOnlyDictionary<Field, object> Values(RecordType lead, IReadOnlyDictionary<string, string> answers, string currency, ProblemList problems)
    {
        var values = new Dictionary<Field, object>();
        foreach (var (name, text) in answers)
        {
            if (lead.Find(name) is { } field && FormFields.CanBeFilled(field) && text.Length > 0 && field.Kind.FromText(Plain(field, text), field, new InputFormat(currency), problems) is { } value)
                values[field] = value;
        }
        return values;
    }

    /// <summary>Puts the texts into a lead. What no field takes any more stands in its description, so that nothing is lost.</summary>
    public static void Fill(Lead lead, RecordType type, IReadOnlyDictionary<string, string> answers, string currency)
    {
        var values = Values(type, answers, currency, new ProblemList());
        foreach (var (field, value) in values)
            lead.Set(field, value);
        var left = answers.Where(a => a.Value.Length > 0 && !values.Keys.Any(f => f.Name == a.Key)).Select(a => $"{a.Key}: {Escaped(a.Value)}").ToList();
        if (left.Count > 0)
            lead.Description = string.Join("\n\n", [.. lead.Description is { } said ? [said] : (string[])[], .. left]);
    }

    /// <summary>What a submission is called: what is known of who sent it.</summary>
    public static string NameOf(IReadOnlyDictionary<string, string> answers)
    {
        var name = $"{answers.GetValueOrDefault("first_name")} {answers.GetValueOrDefault("last_name")}".Trim();
        string?[] known = [name, answers.GetValueOrDefault("email"), answers.GetValueOrDefault("company_name"), answers.GetValueOrDefault("phone")];
        var title = known.FirstOrDefault(k => !string.IsNullOrEmpty(k)) ?? Messages.Text("submission.nameless");
        return title.Length > 250 ? title[..250] : title;
    }

    /// <summary>True where enough was typed to call a lead by.</summary>
    public static bool CanBeCalled(IReadOnlyDictionary<string, string> answers) =>
        Callings.Any(n => !string.IsNullOrEmpty(answers.GetValueOrDefault(n)));

    private static string Plain(Field field, string text) => field.Kind == FieldKinds.Markdown ? Escaped(text) : text;

    // The space parts what markdown would take for a link, or for a mention of a colleague who would be told of it.
    private static string Escaped(string text) => text.Replace("](", "] (", StringComparison.Ordinal);
}
