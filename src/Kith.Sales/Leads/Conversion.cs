using Kith.Core.Modules;
using Kith.Core.Records;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;

namespace Kith.Sales.Leads;

/// <summary>Makes a lead a company, a contact and a deal, or joins it to those that are there.</summary>
internal static class Conversion
{
    /// <summary>What converting is told. A company, contact or deal that is named is joined, and only its empty fields are filled, and those whose other value is to be replaced.</summary>
    public static readonly Field[] Input =
    [
        Ask("company", FieldKinds.Link) with { To = "company" },
        Ask("contact", FieldKinds.Link) with { To = "contact" },
        Ask("deal", FieldKinds.Link) with { To = "deal" },
        Ask("match", FieldKinds.Boolean),
        Ask("make_company", FieldKinds.Boolean),
        Ask("make_deal", FieldKinds.Boolean),
        Ask("deal_name", FieldKinds.Text) with { MaxLength = 200 },
        Ask("pipeline", FieldKinds.Link) with { To = "pipeline" },
        Ask("stage", FieldKinds.Link) with { To = "stage" },
        Ask("amount", FieldKinds.Money),
        Ask("replace", FieldKinds.Tags),
    ];

    /// <summary>Converts leads. One that is converted stays as it is, so that doing it again makes nothing.</summary>
    public static async ValueTask Convert(IReadOnlyList<Draft> drafts, IReadOnlyDictionary<string, object?> input, IRecordSource source, CancellationToken cancellation)
    {
        var open = drafts.Where(d => ((Lead)d.Record).ConvertedAt is null).ToList();
        if (open.Count == 0)
            return;
        var map = await ConversionMap.OfAsync(source, cancellation);
        foreach (var draft in open)
        {
            var join = new Joined(await Asked<Company>(draft, "company"), await Asked<Contact>(draft, "contact"), await Asked<Deal>(draft, "deal"));
            if (input["match"] is true)
                join = await MatchedAsync((Lead)draft.Record, join, source, cancellation);
            if (draft.Problems.None)
                Become(draft, input, source, map, join);
        }

        async Task<T?> Asked<T>(Draft draft, string name) where T : Record
        {
            if (input[name] is not Guid id)
                return null;
            var found = await source.FindAsync<T>($"id = \"{id}\"", 1, cancellation);
            if (found is [var one])
                return one;
            draft.Problems.Add(name, "link_not_found", source.Names.Catalogue[name].Label);
            return null;
        }
    }

    private sealed record Joined(Company? Company, Contact? Contact, Deal? Deal);

    // Where several could be meant, nobody is there to choose: then a new one is made.
    private static async Task<Joined> MatchedAsync(Lead lead, Joined join, IRecordSource source, CancellationToken cancellation)
    {
        var contact = join.Contact ?? Only<Contact>(await LeadMatches.ContactsAsync(lead, source, cancellation));
        var company = join.Company ?? (contact?.CompanyId is null ? Only<Company>(await LeadMatches.CompaniesAsync(lead, source, cancellation)) : null);
        return join with { Contact = contact, Company = company };

        static T? Only<T>(IReadOnlyList<LeadMatch> matches) where T : Record => matches.Where(m => m.Sure).ToList() is [var only] ? (T)only.Record : null;
    }

    private static void Become(Draft draft, IReadOnlyDictionary<string, object?> input, IRecordSource source, IReadOnlyList<Carried> map, Joined join)
    {
        var lead = (Lead)draft.Record;
        var chosen = ((string[]?)input["replace"] ?? []).ToHashSet(StringComparer.Ordinal);
        var makes = input["make_company"] as bool?;
        if (makes is true && lead.CompanyName is null && join.Company is null)
            draft.Problems.Add("make_company", "lead.no_company_name");
        var joinedCompany = join.Company?.Id ?? (makes is true ? null : join.Contact?.CompanyId ?? join.Deal?.CompanyId);
        var company = joinedCompany ?? (makes is not false && lead.CompanyName is not null ? source.NewId() : null);
        var contact = join.Contact?.Id ?? source.NewId();
        var deal = join.Deal?.Id ?? (input["make_deal"] is false ? null : source.NewId());

        if (company is { } firm)
            Write<Company>(draft, firm, joinedCompany is null, _ => { });
        Write<Contact>(draft, contact, join.Contact is null, c => c.CompanyId ??= company);
        if (deal is { } sale)
        {
            Write<Deal>(draft, sale, join.Deal is null, d =>
            {
                (d.CompanyId, d.ContactId) = (d.CompanyId ?? company, d.ContactId ?? contact);
                if (d.Name.Length == 0)
                    d.Name = input["deal_name"] as string ?? lead.CompanyName ?? lead.Name;
                if (input["pipeline"] is Guid pipeline)
                    d.PipelineId = pipeline;
                if (input["stage"] is Guid stage)
                    d.StageId = stage;
                if (input["amount"] is Money amount)
                    d.Amount = amount;
            });
        }
        (lead.Status, lead.ConvertedAt) = (LeadStatus.Converted, source.Now);
        (lead.ConvertedCompanyId, lead.ConvertedContactId, lead.ConvertedDealId) = (company, contact, deal);

        void Write<T>(Draft along, Guid id, bool isNew, Action<T> link) where T : Record
        {
            var carried = map.Where(c => c.Target.Class == typeof(T)).ToList();
            if (isNew)
                along.Make<T>(id, Fill);
            else
                along.Change<T>(id, Fill, ifAllowed: true);

            void Fill(T record)
            {
                foreach (var one in carried)
                    one.Apply(lead, record, chosen);
                link(record);
            }
        }
    }

    private static Field Ask(string name, FieldKind kind) => new() { Name = name, Label = "", Kind = kind };
}
