using Kith.Bench.Database;

namespace Kith.Bench;

/// <summary>A page of 50 rows of a sorted and filtered list, with the fields the list screen asks for, somewhere in the list.</summary>
internal sealed class ListScenario(IReadOnlyList<string> names) : Scenario
{
    public const string Fields = "id,version,name,title,company,email,phone,owner";
    private const string Beyond = Filling.ContactIds + "100000000000";
    private readonly IReadOnlyList<string> _titles = [.. names.Select((_, i) => Filling.Titles[i % Filling.Titles.Count])];

    public override string Name => "list";
    public override IReadOnlyList<Choice> Choices => [new("title", _titles), new("name", names)];

    public override (string, string, string?) Request(int place, string number) =>
        ("GET", $"/api/v1/contacts?where={Uri.EscapeDataString($"title = \"{_titles[place]}\"")}&sort=name&fields={Fields}&limit=50&after={Cursors.Of("name", Beyond, names[place])}", null);

    public override (string, string, string?) Minimal(int place, string number) => ("GET", $"/list?{place}", null);
}

/// <summary>One record with all its fields.</summary>
internal sealed class GetScenario(int rows) : Scenario
{
    public override string Name => "get";
    // A record that is there whatever the size of the workspace.
    public override string Watched => "100000000777";
    public override (long, long)? Numbers => (Filling.FirstNumber, Filling.FirstNumber + rows - 1);
    public override (string, string, string?) Request(int place, string number) => ("GET", $"/api/v1/contacts/{Filling.ContactIds}{number}", null);
    public override (string, string, string?) Minimal(int place, string number) => ("GET", $"/get?{number}", null);
}

/// <summary>A new record with its change and its search entry; the answer is the record.</summary>
internal sealed class CreateScenario(string name) : Scenario
{
    public override string Name => name;
    public override int Status => 201;
    public override bool MakesIds => true;
    public override (long, long)? Numbers => (200_000_000_000, 999_999_999_999);

    public override IReadOnlyList<Choice> Choices =>
    [
        new("workspace", [.. Tenants.Select(t => t.Workspace.ToString())]),
        new("person", [.. Tenants.Select(t => t.Person.ToString())]),
        new("company", [.. Tenants.Select(t => t.Company.ToString())]),
        new("companies", [.. Tenants.Select(t => $"{{{t.Company}}}")]),
    ];

    public override (string, string, string?) Request(int place, string number) => ("POST", "/api/v1/contacts", Body(number, Tenants[place].Company));
    public override (string, string, string?) Minimal(int place, string number) => ("POST", $"/create?{place}", Body(number, Tenants[place].Company));

    private static string Body(string number, Guid company) =>
        $$"""{"first_name":"Ada","last_name":"Nova{{number}}","title":"Buyer","email":"ada.nova{{number}}@company7.example","company":"{{company}}"}""";
}

/// <summary>What the search key asks for while somebody types.</summary>
internal sealed class SearchScenario : Scenario
{
    private readonly IReadOnlyList<string> _typed;

    public SearchScenario(IReadOnlyList<string> names, Guid workspace)
    {
        // Shorter names are not looked for with slips, so their statement has other values.
        _typed = [.. names.Select(n => n[..^1]).Where(t => t.Split(' ').All(w => w.Length >= 4))];
        var words = _typed.Select(t => t.ToLowerInvariant().Split(' ')).ToList();
        var mark = workspace.ToString()[^6..];
        Choices =
        [
            new("typed", [.. words.Select(w => string.Join(' ', w))]),
            new("firm", [.. words.Select(w => $"'{mark}{w[0]}' & '{mark}{w[1]}':*")]),
            new("loose", [.. words.Select(w => $"'{mark}{w[0]}':* & '{mark}{w[1]}':*")]),
            new("parts", [.. words.Select(w => $"{{{string.Join(',', w)}}}")]),
            new("beginnings", [.. words.Select(w => $"{{{string.Join(',', w.Select(x => $"'{mark}{x}':*"))}}}")]),
            new("longest", [.. words.Select(w => w.MaxBy(x => x.Length)!)]),
        ];
    }

    public override string Name => "search";
    public override IReadOnlyList<Choice> Choices { get; }
    public override (string, string, string?) Request(int place, string number) => ("GET", $"/api/v1/search?q={Uri.EscapeDataString(_typed[place])}&limit=20", null);
    public override (string, string, string?) Minimal(int place, string number) => ("GET", $"/search?{place}", null);
}
