using System.Collections.Frozen;
using System.Text.Json;

namespace Kith.Sales;

/// <summary>The domain that a firm is known by.</summary>
internal static class Domains
{
    /// <summary>Domains under which anybody has an address: they tell nothing of a firm.</summary>
    private static readonly FrozenSet<string> Shared = Read().ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The domain of a web address, or else of an e-mail address; null where neither has one of a firm.</summary>
    public static string? Of(string? website, string? email) => OfWebsite(website) ?? OfEmail(email);

    /// <summary>The domain of an e-mail address; null where anybody can have one there.</summary>
    public static string? OfEmail(string? email) => email is not null && email.LastIndexOf('@') is >= 0 and var at ? Own(email[(at + 1)..]) : null;

    private static string? OfWebsite(string? website) =>
        website is not null && Uri.TryCreate(website.Contains("://", StringComparison.Ordinal) ? website : "https://" + website, UriKind.Absolute, out var address) ? Own(address.IdnHost) : null;

    private static string? Own(string host)
    {
        var domain = host.Trim().TrimEnd('.').ToLowerInvariant();
        domain = domain.StartsWith("www.", StringComparison.Ordinal) ? domain[4..] : domain;
        return domain.Contains('.', StringComparison.Ordinal) && !Shared.Contains(domain) ? domain : null;
    }

    private static string[] Read()
    {
        using var stream = typeof(Domains).Assembly.GetManifestResourceStream("Kith.Sales.shared-domains.json")!;
        return JsonSerializer.Deserialize<string[]>(stream)!;
    }
}
