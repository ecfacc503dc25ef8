using System.Globalization;
using System.Text;

namespace Kith.Bench.Importing;

/// <summary>A file of contacts as another system would export it, the same one in every run.</summary>
internal static class ContactsCsv
{
    /// <summary>Contacts of one company.</summary>
    private const int PerCompany = 100;
    private static readonly string[] First = ["Ada", "Ben", "Cora", "Dino", "Elsa", "Finn", "Gina", "Hugo", "Ines", "Jan"];
    private static readonly string[] Syllables = ["ba", "re", "mi", "so", "tu", "ka", "ne", "li", "do", "fu", "va", "ze"];
    private static readonly string[] Titles = ["Buyer", "Engineer", "Director", "Assistant"];

    /// <summary>Columns of the file and the fields they go to; companies that are missing are made.</summary>
    public const string Mapping = """{"First name":"first_name","Last name":"last_name","Title":"title","Email":"email","Phone":"phone","Company":{"field":"company","unresolved":"create"}}""";

    /// <summary>Writes the file.</summary>
    public static async Task WriteAsync(string path, int rows)
    {
        await using var file = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        await file.WriteAsync("First name,Last name,Title,Email,Phone,Company\r\n");
        var random = new Random(1);
        for (var i = 1; i <= rows; i++)
        {
            var (first, last) = (First[random.Next(First.Length)], Last(random));
            var company = random.Next(Math.Max(1, rows / PerCompany));
            await file.WriteAsync(string.Create(CultureInfo.InvariantCulture,
                $"{first},{last},{Titles[i % Titles.Length]},{first.ToLowerInvariant()}.{last.ToLowerInvariant()}{i}@company{company}.example,{(i % 2 == 0 ? $"+39 06 {10_000_000 + i}" : "")},Company {company}\r\n"));
        }
    }

    private static string Last(Random random)
    {
        var name = string.Concat(Enumerable.Range(0, 3).Select(_ => Syllables[random.Next(Syllables.Length)]));
        return char.ToUpperInvariant(name[0]) + name[1..];
    }
}
