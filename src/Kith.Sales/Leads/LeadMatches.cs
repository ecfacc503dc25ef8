using System.Globalization;
using Kith.Core.Expressions;
using Kith.Core.Modules;
using Kith.Core.Records;
using Kith.Core.Types;

namespace Kith.Sales.Leads;

/// <summary>A record that may be what a lead is about.</summary>
/// <param name="Why">What they have in common: email, phone, domain, name, or company and contact for deals.</param>
/// <param name="Sure">False where it is only a guess that nobody should follow unasked.</param>
public sealed record LeadMatch(Record Record, IReadOnlyList<string> Why, bool Sure);

/// <summary>Finds what is there already, among what the caller may read.</summary>
public static class LeadMatches
{
    private const int Most = 5;
    private static readonly string[] DealFields = ["company", "contact", "stage"];

    /// <summary>Whoever is there already: leads, contacts and companies, those that are sure first.</summary>
    public static async Task<IReadOnlyList<LeadMatch>> AllAsync(Lead lead, IRecordSource source, CancellationToken cancellation) =>
    [
        .. (await LeadsAsync(lead, source, cancellation)).Concat(await ContactsAsync(lead, source, cancellation)).Concat(await CompaniesAsync(lead, source, cancellation)).OrderByDescending(m => m.Sure),
    ];

    /// <summary>Leads and contacts who may be the person that a contact is made of and, as a guess, those of the very name.</summary>
    /// <param name="person">How they are reached.</param>
    /// <param name="name">Their whole name; null while it is not known.</param>
    public static async Task<IReadOnlyList<LeadMatch>> PeopleAsync(Lead person, string? name, IRecordSource source, CancellationToken cancellation)
    {
        Key[] named = [new("name", "name", name is null ? [] : [name]) { Sure = false }];
        var found = (await ContactsAsync(person, source, cancellation)).Concat(await LeadsAsync(person, source, cancellation))
            .Concat(await FindAsync<Contact>(source, named, cancellation)).Concat(await FindAsync<Lead>(source, named, cancellation));
        return [.. found.DistinctBy(m => m.Record.Id).OrderByDescending(m => m.Sure)];
    }

    private static Task<IReadOnlyList<LeadMatch>> LeadsAsync(Lead lead, IRecordSource source, CancellationToken cancellation) => FindAsync<Lead>(source, Personal(lead), cancellation);

    /// <summary>Contacts with the e-mail address or one of the telephone numbers, be it one of their further ones.</summary>
    public static async Task<IReadOnlyList<LeadMatch>> ContactsAsync(Lead lead, IRecordSource source, CancellationToken cancellation)
    {
        var points = source.Names.Catalogue.Of<ContactPoint>();
        var further = source.Names.Hidden(points, points["contact"]) ? [] : await FindAsync<ContactPoint>(source, Personal(lead), cancellation);
        var reached = further.Where(m => ((ContactPoint)m.Record).ContactId is not null).GroupBy(m => m.Why[0], m => ((ContactPoint)m.Record).ContactId.ToString()!);
        return await FindAsync<Contact>(source, [.. Personal(lead), .. reached.Select(r => new Key(r.Key, "id", [.. r]))], cancellation);
    }

    private static Key[] Personal(Lead lead)
    {
        var phones = Phones(lead);
        return
        [
            new("email", "email", lead.Email is { } email ? [.. new[] { email, email.ToLowerInvariant() }.Distinct()] : []),
            new("phone", "phone", phones),
            new("phone", "mobile", phones),
        ];
    }

    private static string[] Phones(Lead lead) => [.. new[] { lead.Phone, lead.Mobile }.OfType<PhoneNumber>().Select(p => p.Number).Distinct()];

    /// <summary>Companies with the domain or one of the telephone numbers and, as a guess, those of the very name.</summary>
    public static Task<IReadOnlyList<LeadMatch>> CompaniesAsync(Lead lead, IRecordSource source, CancellationToken cancellation) => FindAsync<Company>(source,
    [
        new("domain", "domain", Domains.Of(lead.Website, lead.Email) is { } domain ? [domain] : []),
        new("phone", "phone", Phones(lead)),
        new("name", "name", lead.CompanyName is { } name ? [name] : []) { Sure = false },
    ], cancellation);

    /// <summary>Open deals of such contacts and companies, each a guess.</summary>
    public static async Task<IReadOnlyList<LeadMatch>> DealsAsync(IEnumerable<Guid> companies, IEnumerable<Guid> contacts, IRecordSource source, CancellationToken cancellation)
    {
        var (deal, names) = (source.Names.Catalogue.Of<Deal>(), source.Names);
        string[] of = [.. new[] { In("company", companies), In("contact", contacts) }.OfType<string>()];
        if (of.Length == 0 || DealFields.Any(f => names.Hidden(deal, deal[f])))
            return [];
        var found = await source.FindAsync<Deal>($"({string.Join(" or ", of)}) and not (stage.won or stage.lost)", Most, cancellation);
        return [.. found.Select(d => new LeadMatch(d, ["company"], Sure: false))];
    }

    private static string? In(string field, IEnumerable<Guid> ids) => string.Join(", ", ids.Select(i => $"\"{i}\"")) is { Length: > 0 } list ? $"{field} in ({list})" : null;

    private static async Task<IReadOnlyList<LeadMatch>> FindAsync<T>(IRecordSource source, IReadOnlyList<Key> keys, CancellationToken cancellation) where T : Record
    {
        var type = source.Names.Catalogue.Of<T>();
        var found = new Dictionary<Guid, (T Record, List<string> Why, bool Sure)>();
        // What the caller may not read of a record says nothing of it.
        foreach (var key in keys.Where(k => k.Values.Count > 0 && (k.Field == "id" || !source.Names.Hidden(type, type[k.Field]))))
        {
            var values = string.Join(" or ", key.Values.Select(v => string.Create(CultureInfo.InvariantCulture, $"{key.Field} = {ExpressionPrinter.Quote(v)}")));
            foreach (var record in await source.FindAsync<T>(values, Most, cancellation))
            {
                var (_, why, sure) = found.GetValueOrDefault(record.Id, (record, [], false));
                if (!why.Contains(key.Why))
                    why.Add(key.Why);
                found[record.Id] = (record, why, sure || key.Sure);
            }
        }
        return [.. found.Values.OrderByDescending(f => f.Sure).ThenByDescending(f => f.Why.Count).Take(Most).Select(f => new LeadMatch(f.Record, f.Why, f.Sure))];
    }

    /// <summary>Something that records have in common.</summary>
    private sealed record Key(string Why, string Field, IReadOnlyList<string> Values)
    {
        public bool Sure { get; init; } = true;
    }
}
