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

    public override IReadOnlyList<Choice> Choices => Tenant.Choices(Tenants);

    public override (string, string, string?) Request(int place, string number) => ("POST", "/api/v1/contacts", Body(number, Tenants[place].Company));
    public override (string, string, string?) Minimal(int place, string number) => ("POST", $"/create?{place}", Body(number, Tenants[place].Company));

    /// <summary>A contact with the name and address of a number.</summary>
    public static string Body(string number, Guid company) =>
        $$"""{"first_name":"Ada","last_name":"Nova{{number}}","title":"Buyer","email":"ada.nova{{number}}@company7.example","company":"{{company}}"}""";
}

/// <summary>Another title for one record after the other; the answer is the record.</summary>
internal sealed class UpdateScenario(string name, int rows) : Scenario
{
    // Each is changed twice before the first one's turn comes again, with other titles.
    private int Window => Math.Min(rows, Different / 2 / Tenants.Count);

    public override string Name => name;
    public override string Watched => "100000000077";
    public override (long, long)? Numbers => (Filling.FirstNumber, Filling.FirstNumber + Window - 1);
    public override string? Stamp => "582258225822";
    public override bool InOrder => true;
    public override bool ByHand => false;
    public override IReadOnlyList<Choice> Choices => Tenant.Choices(Tenants);

    public override (string, string, string?) Request(int place, string number) => ("PATCH", $"/api/v1/contacts/{Filling.ContactIds}{number}", $$"""{"title":"Buyer {{Stamp}}"}""");
    public override (string, string, string?) Minimal(int place, string number) => throw new NotSupportedException();
}

/// <summary>A thousand new records in one call, all or nothing; the answer is an outcome for each.</summary>
internal sealed class BatchScenario(string name) : Scenario
{
    private const int Rows = 1_000;

    public override string Name => name;
    public override int Different => 800;
    public override bool MakesIds => true;
    public override bool InOrder => true;
    public override bool ByHand => false;
    public override (long, long)? Numbers => (200_000_000_000, 999_999_999_999);
    public override IReadOnlyList<Choice> Choices => Tenant.Choices(Tenants);

    public override (string, string, string?) Request(int place, string number) =>
        ("POST", "/api/v1/batch", $$"""{"all_or_nothing":true,"calls":[{{string.Join(',', Enumerable.Range(0, Rows).Select(i => $$"""{"method":"POST","path":"contacts","body":{{CreateScenario.Body($"{number}.{i}", Tenants[place].Company)}}}"""))}}]}""");

    public override (string, string, string?) Minimal(int place, string number) => throw new NotSupportedException();
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
