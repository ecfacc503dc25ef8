using Kith.Core.Modules;
using Kith.Core.Records;
using Kith.Core.Types;

namespace Kith.Sales.Leads;

/// <summary>Where a field of a lead goes when the lead is converted, in place of where it goes by itself.</summary>
[RecordType("lead_mapping", "lead_mappings", Icon = "workflow", Setup = true, Configuration = true, List = "name,field,target,to")]
public sealed class LeadMapping : Record
{
    /// <summary>What people call it; what it does where they say nothing.</summary>
    [Title, Required(FilledIn = true), MaxLength(250)] public string Name { get; set; } = "";
    /// <summary>Name of a field of leads.</summary>
    [Required, MaxLength(100)] public string Field { get; set; } = "";
    [Choices("company", "contact", "deal"), Required] public string Target { get; set; } = "";
    /// <summary>Name of the field that takes the value; none where the field is not carried over.</summary>
    [MaxLength(100)] public string? To { get; set; }
}

/// <summary>What always holds for mappings.</summary>
internal static class LeadMappingRules
{
    /// <summary>Both fields are there, and the one can hold what the other does.</summary>
    public static ValueTask FieldsFit(IReadOnlyList<Draft> drafts, IRecordSource source, CancellationToken cancellation)
    {
        foreach (var draft in drafts)
        {
            var mapping = (LeadMapping)draft.Record;
            var catalogue = source.Names.Catalogue;
            if (mapping.Name.Length == 0)
                mapping.Name = $"{mapping.Field} → {mapping.Target}{(mapping.To is null ? "" : "." + mapping.To)}";
            var from = catalogue.Of<Lead>().Find(mapping.Field);
            if (mapping.Field.Length > 0 && (from is null || !Carried.Takes(from)))
                draft.Problems.Add("field", "lead_mapping.no_field", mapping.Field);
            if (mapping.To is null || catalogue.Find(mapping.Target) is not { } type)
                continue;
            if (type.Find(mapping.To) is not { Writable: true } to)
                draft.Problems.Add("to", "lead_mapping.no_target", mapping.To, type.Label);
            else if (from is not null && !Carried.Fits(from, to))
                draft.Problems.Add("to", "lead_mapping.unfit", from.Label, to.Label);
        }
        return ValueTask.CompletedTask;
    }
}
