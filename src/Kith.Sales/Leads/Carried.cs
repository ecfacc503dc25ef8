using Kith.Core.Records;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using ValueType = Kith.Core.Types.ValueType;

namespace Kith.Sales.Leads;

/// <summary>A field of a lead whose value is carried over to a field of what the lead becomes.</summary>
internal sealed record Carried(Field From, RecordType Target, Field To)
{
    /// <summary>How the choice of a value is named.</summary>
    public string Key => $"{Target.Name}.{To.Name}";

    /// <summary>True for fields of leads that can be carried over.</summary>
    public static bool Takes(Field from) => from.Writable && from.Name != "status";

    /// <summary>True where one field can hold what the other does.</summary>
    public static bool Fits(Field from, Field to) =>
        to.Writable && from.To == to.To && (from.Kind == to.Kind || (to.Kind == FieldKinds.Text || to.Kind == FieldKinds.Markdown) && from.Kind.ValueType is ValueType.Text or ValueType.Choice);

    /// <summary>What the lead's value is in the other field; null where it has none or the field cannot hold it.</summary>
    public object? Value(Record lead)
    {
        var value = lead.Get(From);
        if (value is null || From.Kind == To.Kind)
            return value is string choice && To.Kind == FieldKinds.Choice && !To.Choices.Any(c => c.Value == choice) ? null : value;
        return From.Kind == FieldKinds.Choice ? From.Choices.FirstOrDefault(c => c.Value == (string)value)?.Label ?? (string)value : From.Kind.ToText(value);
    }

    /// <summary>True where the lead's value is added to what is there, or is a refusal, which always holds.</summary>
    public bool Joins => To.OptOut || To.Kind == FieldKinds.Tags;

    /// <summary>True where a record has another value than the lead, and only one of them can stay.</summary>
    public bool Differs(Record lead, Record target) => !Joins && Value(lead) is { } value && target.Get(To) is { } present && !To.Kind.Same(value, present);

    /// <summary>Carries the value over: into an empty field, or in place of what is there where that was chosen.</summary>
    public void Apply(Record lead, Record target, IReadOnlySet<string> chosen)
    {
        if (Value(lead) is not { } value)
            return;
        var present = target.Get(To);
        if (To.OptOut)
            target.Set(To, value is true || present is true);
        else if (present is string[] known && value is string[] added)
            target.Set(To, known.Concat(added).Distinct(StringComparer.OrdinalIgnoreCase).ToArray());
        else if (present is null || chosen.Contains(Key))
            target.Set(To, value);
    }
}

/// <summary>Where the fields of leads go.</summary>
internal static class ConversionMap
{
    private static readonly string[] Targets = ["company", "contact", "deal"];

    /// <summary>What goes elsewhere than to fields of its own name.</summary>
    private static readonly ILookup<string, (string Target, string To)> BuiltIn = new[]
    {
        ("first_name", "contact.first_name"), ("last_name", "contact.last_name"), ("title", "contact.title"), ("email", "contact.email"), ("phone", "contact.phone"), ("mobile", "contact.mobile"),
        ("address", "contact.address"), ("address", "company.address"), ("company_name", "company.name"), ("website", "company.website"), ("industry", "company.industry"),
        ("annual_revenue", "company.annual_revenue"), ("employees", "company.employees"), ("territory", "company.territory"), ("territory", "deal.territory"), ("owner", "company.owner"), ("owner", "contact.owner"), ("owner", "deal.owner"),
        ("email_opt_out", "contact.email_opt_out"), ("call_opt_out", "contact.call_opt_out"), ("tags", "contact.tags"), ("tags", "deal.tags"), ("description", "contact.description"), ("budget", "deal.amount"),
    }.ToLookup(m => m.Item1, m => (m.Item2.Split('.')[0], m.Item2.Split('.')[1]));

    // Ids of other systems are those of the lead, and why it was given up once is its own affair.
    private static readonly HashSet<string> Kept = ["external_id", "unqualified_reason"];

    /// <summary>All that is carried over by whoever may read the one field and set the other.</summary>
    public static async Task<IReadOnlyList<Carried>> OfAsync(Kith.Core.Modules.IRecordSource source, CancellationToken cancellation)
    {
        var catalogue = source.Names.Catalogue;
        var lead = catalogue.Of<Lead>();
        var made = (await source.AllAsync<LeadMapping>(cancellation)).ToLookup(m => m.Field);
        var carried =
            from field in lead.Fields.Where(f => Carried.Takes(f) && !source.Names.Hidden(lead, f))
            from way in Ways(field, made)
            let type = catalogue[way.Target]
            let to = way.To is null ? null : type.Find(way.To)
            where to is not null && Carried.Fits(field, to) && source.MaySet(type, to)
            select new Carried(field, type, to);
        return [.. carried];
    }

    private static IEnumerable<(string Target, string? To)> Ways(Field field, ILookup<string, LeadMapping> made)
    {
        if (made.Contains(field.Name))
            return made[field.Name].Select(m => (m.Target, m.To));
        if (BuiltIn.Contains(field.Name))
            return BuiltIn[field.Name].Select(b => (b.Target, (string?)b.To));
        return Kept.Contains(field.Name) ? [] : Targets.Select(t => (t, (string?)field.Name));
    }
}
