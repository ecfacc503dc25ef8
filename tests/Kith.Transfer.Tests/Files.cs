using System.Text;
using System.Text.Json;
using Kith.Activities;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Products;
using Kith.Sales;
using Kith.Store.Transfer;

namespace Kith.Transfer.Tests;

/// <summary>Files as bytes, and what the tests do with them again and again.</summary>
internal static class Files
{
    public static readonly Catalogue Catalogue = Catalogue.BuiltIn([new SalesModule(), new ProductsModule(), new ActivitiesModule()]);
    public static readonly TimeZoneInfo Rome = TimeZoneInfo.FindSystemTimeZoneById("Europe/Rome");

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
    public static byte[] Maven(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "maven-crm", name));

    public static CsvSource Open(byte[] bytes, string? encoding = null, char? delimiter = null)
    {
        var stream = new MemoryStream(bytes);
        return CsvSource.Open(stream, CsvFormat.Detect(stream, encoding, delimiter, default));
    }

    public static CsvSource Open(string text) => Open(Utf8(text));

    public static FileProfile Profile(byte[] bytes)
    {
        using var source = Open(bytes);
        return FileProfile.Of(source, default);
    }

    public static FileProfile Profile(string text) => Profile(Utf8(text));

    /// <summary>A file of one column.</summary>
    public static ColumnProfile Column(string header, params string[] values) => Profile(OneColumn(header, values)).Columns[0];

    public static string OneColumn(string header, IEnumerable<string> values) =>
        string.Join('\n', values.Prepend(header).Select(v => "\"" + v.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"")) + "\n";

    public static string[][] Cells(CsvSource source) => [.. source.Rows(default).Select(r => r.Cells)];

    public static ImportContext Context(FileProfile profile) => new(Catalogue, profile, "EUR", Rome);

    public static (ImportPlan? Plan, IReadOnlyList<FieldProblem> Problems) Parse(FileProfile profile, string json)
    {
        var problems = new ProblemList();
        var plan = ImportMapping.Parse(JsonDocument.Parse(json).RootElement, Context(profile), problems);
        return (plan, problems.Errors);
    }

    public static ImportPlan Plan(FileProfile profile, string json)
    {
        var (plan, problems) = Parse(profile, json);
        Assert.True(plan is not null, string.Join("; ", problems));
        return plan;
    }

    /// <summary>The rows of a file, read by a mapping.</summary>
    public static (ImportPlan Plan, ImportRow[] Rows, RowReader Reader) Read(string text, string json)
    {
        var plan = Plan(Profile(text), json);
        var reader = new RowReader(plan);
        using var source = Open(text);
        return (plan, [.. source.Rows(default).Select(reader.Read)], reader);
    }

    /// <summary>The entry of a field in a row.</summary>
    public static object? Value(ImportPlan plan, ImportRow row, string field)
    {
        var slot = plan.Fields.Select((f, i) => (f, i)).First(x => x.f.Name == field).i;
        return row.Values[slot];
    }
}
