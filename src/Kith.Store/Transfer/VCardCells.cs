using System.Text;

namespace Kith.Store.Transfer;

/// <summary>Turns the properties of one card into cells. The names of the columns are part of mappings that people keep, so they stay as they are.</summary>
internal sealed class VCardCells
{
    /// <summary>The columns a card can fill.</summary>
    public static readonly string[] Columns =
    [
        "Full name", "First name", "Last name", "Company", "Department", "Job title", "Email", "Email 2", "Phone", "Phone 2", "Mobile phone", "Fax", "Website",
        "Street", "City", "Region", "Postal code", "Country", "Home street", "Home city", "Home region", "Home postal code", "Home country", "Birthday", "Labels", "Note", "UID",
    ];
    private static readonly string[] AddressParts = ["Street", "City", "Region", "Postal code", "Country"];

    private readonly string[] _cells = [.. Columns.Select(_ => "")];
    private string _homePhone = "";

    /// <summary>The cells, one for each column.</summary>
    public string[] ToCells()
    {
        if (!Has("Phone"))
            Set("Phone", _homePhone);
        else
            Fill("Phone 2", _homePhone);
        NameIt();
        return _cells;
    }

    /// <summary>Takes a property in.</summary>
    public void Add(VCardProperty property)
    {
        switch (property.Name)
        {
            case "FN": Fill("Full name", Plain(property.Value)); break;
            case "N": AddName(property); break;
            case "ORG": AddOrganisation(property); break;
            case "TITLE" or "ROLE": Fill("Job title", Plain(property.Value)); break;
            case "EMAIL": Fill(Has("Email") ? "Email 2" : "Email", Uri(property.Value, "mailto:")); break;
            case "TEL": AddPhone(property); break;
            case "URL": Fill("Website", Plain(property.Value)); break;
            case "ADR": AddAddress(property); break;
            case "BDAY": Fill("Birthday", Day(property)); break;
            case "CATEGORIES": AddTo("Labels", string.Join("; ", Split(property.Value, ',')), "; "); break;
            case "NOTE": AddTo("Note", Plain(property.Value), "\n\n"); break;
            case "UID": Fill("UID", Uri(property.Value, "urn:uuid:")); break;
            default: break;
        }
    }

    private void AddName(VCardProperty property)
    {
        var parts = Split(property.Value, ';');
        Fill("Last name", Part(parts, 0));
        Fill("First name", string.Join(' ', new[] { Part(parts, 1), Part(parts, 2) }.Where(p => p.Length > 0)));
    }

    /// <summary>A card needs a name: that of the person as a whole, else of the organisation, else the address it is reached under.</summary>
    private void NameIt()
    {
        if (Has("First name") || Has("Last name"))
            return;
        var words = Of("Full name").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length > 0 && Of("Full name") != Of("Company"))
        {
            Set("First name", string.Join(' ', words[..^1]));
            Set("Last name", words[^1]);
        }
        else
        {
            Set("Last name", new[] { Of("Company"), Of("Email"), Of("Phone"), Of("Mobile phone") }.FirstOrDefault(t => t.Length > 0) ?? "");
        }
    }

    private void AddOrganisation(VCardProperty property)
    {
        var parts = Split(property.Value, ';');
        Fill("Company", Part(parts, 0));
        Fill("Department", string.Join(", ", parts.Skip(1).Select(p => p.Trim()).Where(p => p.Length > 0)));
    }

    private void AddPhone(VCardProperty property)
    {
        var text = Uri(property.Value, "tel:");
        if (property.Is("fax"))
            Fill("Fax", text);
        else if ((property.Is("cell") || property.Is("mobile") || property.Is("iphone")) && !Has("Mobile phone"))
            Fill("Mobile phone", text);
        else if (property.Is("home") && _homePhone.Length == 0)
            _homePhone = text;
        else
            Fill(Has("Phone") ? "Phone 2" : "Phone", text);
    }

    private void AddAddress(VCardProperty property)
    {
        var parts = Split(property.Value, ';');
        var home = property.Is("home") || AddressParts.Any(Has);
        var street = string.Join(", ", new[] { Part(parts, 2), Part(parts, 1), Part(parts, 0) }.Where(p => p.Length > 0));
        string[] values = [street, Part(parts, 3), Part(parts, 4), Part(parts, 5), Part(parts, 6)];
        for (var i = 0; i < values.Length; i++)
            Fill(home ? "Home " + AddressParts[i].ToLowerInvariant() : AddressParts[i], values[i]);
    }

    /// <summary>A day as ISO 8601; empty where the year is missing or, as telephones write it, stands for none.</summary>
    private static string Day(VCardProperty property)
    {
        var text = property.Value.Trim();
        text = text.IndexOf('T', StringComparison.Ordinal) is > 0 and var time ? text[..time] : text;
        if (text.Length == 8 && text.All(char.IsAsciiDigit))
            text = $"{text[..4]}-{text[4..6]}-{text[6..]}";
        var omitted = property.Parameters.FirstOrDefault(p => p.Name == "X-APPLE-OMIT-YEAR").Value;
        return text.StartsWith('-') || (omitted is not null && text.StartsWith(omitted, StringComparison.Ordinal)) ? "" : text;
    }

    private static string Uri(string value, string scheme)
    {
        var text = Plain(value);
        return text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) ? text[scheme.Length..] : text;
    }

    private static string Part(List<string> parts, int index) => index < parts.Count ? parts[index].Trim() : "";

    private static string Plain(string value) => Split(value, '\0')[0].Trim();

    /// <summary>The parts of a value, with what is escaped taken for what it means.</summary>
    private static List<string> Split(string value, char mark)
    {
        var parts = new List<string>();
        var part = new StringBuilder();
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == '\\' && i + 1 < value.Length && value[i + 1] is 'n' or 'N' or ',' or ';' or '\\' or ':')
                part.Append(value[++i] is 'n' or 'N' ? '\n' : value[i]);
            else if (value[i] == mark)
                Flush();
            else
                part.Append(value[i]);
        }
        Flush();
        return parts;

        void Flush()
        {
            parts.Add(part.ToString());
            part.Clear();
        }
    }

    private static int At(string column) => Array.IndexOf(Columns, column);
    private string Of(string column) => _cells[At(column)];
    private bool Has(string column) => Of(column).Length > 0;
    private void Set(string column, string text) => _cells[At(column)] = text;

    private void Fill(string column, string text)
    {
        if (!Has(column))
            Set(column, text);
    }

    private void AddTo(string column, string text, string between)
    {
        var whole = Has(column) ? Of(column) + between + text : text;
        Set(column, whole.Length > VCardLines.Longest ? whole[..VCardLines.Longest] : whole);
    }
}
