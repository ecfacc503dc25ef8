using Kith.Core.Modules;
using Kith.Core.Records;
using Kith.Core.Types;

namespace Kith.Sales.Leads;

/// <summary>A field of a lead beside that of a record it may be joined to.</summary>
/// <param name="Key">What replaces the record's value with the lead's where it is named in <c>replace</c>.</param>
public sealed record CarriedField(string Key, Field From, Field To);

/// <summary>A record that a lead may be joined to.</summary>
/// <param name="Fills">Empty fields that take the lead's value.</param>
/// <param name="Differs">Fields with another value, which stays unless the lead's is chosen.</param>
public sealed record ConversionCandidate(RecordType Type, LeadMatch Match, IReadOnlyList<CarriedField> Fills, IReadOnlyList<CarriedField> Differs);

/// <summary>What converting a lead would meet.</summary>
/// <param name="LeftBehind">Fields of the lead with a value that no other field takes; they stay with the lead.</param>
public sealed record ConversionPreview(Lead Lead, IReadOnlyList<ConversionCandidate> Candidates, IReadOnlyList<Field> LeftBehind)
{
    /// <summary>Looks for what is there already.</summary>
    /// <param name="asked">Records to compare with beside those that are found.</param>
    public static async Task<ConversionPreview> OfAsync(Lead lead, IReadOnlyCollection<Guid> asked, IRecordSource source, CancellationToken cancellation)
    {
        var map = await ConversionMap.OfAsync(source, cancellation);
        var type = source.Names.Catalogue.Of<Lead>();
        var visible = Visible(lead, type, source);
        var contacts = await WithAsync<Contact>(await LeadMatches.ContactsAsync(visible, source, cancellation));
        var companies = await WithAsync<Company>(await LeadMatches.CompaniesAsync(visible, source, cancellation));
        var deals = await WithAsync<Deal>(await LeadMatches.DealsAsync(companies.Where(Counts).Select(m => m.Record.Id), contacts.Where(Counts).Select(m => m.Record.Id), source, cancellation));
        var left = type.Fields.Where(f => Carried.Takes(f) && !source.Names.Hidden(type, f) && lead.Get(f) is not null && !map.Any(c => c.From == f && c.Value(lead) is not null));
        return new ConversionPreview(lead, [.. companies.Select(Candidate), .. contacts.Select(Candidate), .. deals.Select(Candidate)], [.. left]);

        bool Counts(LeadMatch match) => match.Sure || asked.Contains(match.Record.Id);

        async Task<IReadOnlyList<LeadMatch>> WithAsync<T>(IReadOnlyList<LeadMatch> found) where T : Record
        {
            var more = asked.Where(id => !found.Any(f => f.Record.Id == id)).ToList();
            if (more.Count == 0)
                return found;
            var chosen = await source.FindAsync<T>(string.Join(" or ", more.Select(id => $"id = \"{id}\"")), more.Count, cancellation);
            return [.. chosen.Select(c => new LeadMatch(c, [], Sure: false)), .. found];
        }

        ConversionCandidate Candidate(LeadMatch match)
        {
            var target = source.Names.Catalogue.Types.First(t => t.Class == match.Record.GetType());
            var carried = map.Where(c => c.Target == target && c.Value(lead) is not null && !source.Names.Hidden(target, c.To)).ToList();
            return new ConversionCandidate(target, match,
                [.. carried.Where(c => match.Record.Get(c.To) is null).Select(Shown)],
                [.. carried.Where(c => c.Differs(lead, match.Record)).Select(Shown)]);
        }

        static CarriedField Shown(Carried carried) => new(carried.Key, carried.From, carried.To);
    }

    // What the caller may not read must not find anything either.
    private static Lead Visible(Lead lead, RecordType type, IRecordSource source)
    {
        var visible = new Lead { Id = lead.Id };
        foreach (var field in type.Fields.Where(f => f.Property is { CanWrite: true } && !source.Names.Hidden(type, f)))
            visible.Set(field, lead.Get(field));
        return visible;
    }
}
