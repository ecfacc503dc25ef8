using System.Globalization;
using System.Text.RegularExpressions;
using Kith.Core.Expressions;
using Kith.Core.Records;

namespace Kith.Sales.Territories;

/// <summary>What a territory and those above it say of their records, as one condition of the expression language.</summary>
internal static partial class TerritoryCondition
{
    public const string Company = "company";
    public const string Lead = "lead";
    public const string Deal = "deal";

    /// <summary>The condition of a territory's records of a type; null where it gets none by rules. It holds only where those of all above hold.</summary>
    public static string? Of(TerritoryPlace place, string type)
    {
        var sold = place.Path.Any(t => Some(t.Products));
        // Deals lie where their company does, unless it matters what is sold. Nothing is sold to a lead yet.
        if (place.Path.Any(t => t.Active == false) || (type == Deal && !sold) || (type == Lead && sold))
            return null;
        List<List<string>> said = [.. place.Path.Select(t => Says(t, type).ToList())];
        return said[^1].Count == 0 ? null : string.Join(" and ", said.SelectMany(s => s));
    }

    private static IEnumerable<string> Says(Territory territory, string type)
    {
        var of = type == Deal ? "company." : "";
        if (Some(territory.Countries))
            yield return $"{of}address.country in {List(territory.Countries!)}";
        if (Some(territory.States))
            yield return $"lower({of}address.region) in {Lower(territory.States!)}";
        if (Some(territory.Cities))
            yield return $"lower({of}address.city) in {Lower(territory.Cities!)}";
        if (Some(territory.PostalCodes))
            yield return $"({string.Join(" or ", territory.PostalCodes!.Select(c => Code($"{of}address.postal_code", c.Trim())))})";
        if (Some(territory.Industries))
            yield return $"{of}industry in {List(territory.Industries!)}";
        if (territory.EmployeesFrom is { } fewest)
            yield return $"{of}employees >= {Number(fewest)}";
        if (territory.EmployeesTo is { } most)
            yield return $"{of}employees <= {Number(most)}";
        if (territory.RevenueFrom is { } least)
            yield return $"{of}annual_revenue >= {Number(least.Amount)}";
        if (territory.RevenueTo is { } highest)
            yield return $"{of}annual_revenue <= {Number(highest.Amount)}";
        if (Some(territory.Products) && $"(lower(product.sku) in {Lower(territory.Products!)} or lower(product.name) in {Lower(territory.Products!)})" is var product)
            yield return type == Deal ? product : $"any(deals where {product})";
        if (territory.Condition is { } own)
            yield return $"({own})";
    }

    private static string Code(string field, string code)
    {
        if (code.EndsWith('*'))
            return $"{field} starts with {ExpressionPrinter.Quote(code[..^1].TrimEnd())}";
        // Two codes of one length; other codes with a dash in them, such as 00-950, are codes.
        if (Range().Match(code) is { Success: true } range && range.Groups["from"].Value is var from && range.Groups["to"].Value is var to && from.Length == to.Length)
            return $"({field} >= {ExpressionPrinter.Quote(from)} and {field} <= {ExpressionPrinter.Quote(to)} and length({field}) = {from.Length})";
        return $"{field} = {ExpressionPrinter.Quote(code)}";
    }

    private static bool Some(string[]? values) => values is { Length: > 0 };

    private static string List(IEnumerable<string> values) => $"({string.Join(", ", values.Select(ExpressionPrinter.Quote))})";

    private static string Lower(IEnumerable<string> values) => List(values.Select(v => v.ToLowerInvariant()));

    private static string Number(decimal number) => number.ToString("0.####", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<from>[\p{L}\p{N}]+)\s*[-–]\s*(?<to>[\p{L}\p{N}]+)$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Range();
}
