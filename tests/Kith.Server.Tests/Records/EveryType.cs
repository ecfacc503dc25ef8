using System.Text.Json;
using System.Text.Json.Nodes;
using Kith.Core.Types;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Records;

/// <summary>The types that the contract suite goes over: all that modules declare, and one a workspace made itself.</summary>
public static class EveryType
{
    public static TheoryData<string> Plurals => [.. Catalogue.BuiltIn(KithHost.Modules).Types.Select(t => t.Plural), OwnTypes.Plural];

    /// <summary>Fields that a rule fills where a change empties them.</summary>
    public static readonly IReadOnlyList<(string Types, string Field)> FilledOnChange =
        [("stages", "position"), ("stages", "probability"), ("stages", "pipeline"), ("deals", "pipeline"), ("deals", "stage"), ("activities", "subject"), ("lead_mappings", "name"), ("assignment_rules", "position"), ("assignees", "name"), ("deal_contacts", "name"), ("deal_lines", "name"), ("deal_lines", "position"), ("deal_members", "name"), ("territory_members", "name"), ("stages", "forecast_category"), ("quotas", "name"), ("forecast_submissions", "name"), ("form_questions", "name"), ("form_questions", "position")];

    /// <summary>Required fields that a new record has without being told.</summary>
    public static readonly IReadOnlyList<(string Types, string Field)> FilledOnCreate =
        [("stages", "pipeline"), ("deals", "pipeline"), ("deals", "stage"), ("activities", "kind"), ("leads", "status"), ("lead_mappings", "name"), ("assignment_rules", "way"), ("assignees", "name"), ("deal_contacts", "name"), ("deal_lines", "name"), ("deal_lines", "quantity"), ("deal_members", "name"), ("territory_members", "name"), ("territory_members", "role"), ("quotas", "name"), ("quotas", "period"), ("forecast_submissions", "name"), ("forecast_submissions", "period"), ("web_forms", "when_known")];

    /// <summary>A workspace in which the type has a field of every kind but numbers of the workspace's own.</summary>
    public static async Task<(Client Client, RecordMaker Make, TypeSchema Type)> WorkspaceAsync(Installation server, string plural)
    {
        var client = await server.WorkspaceAsync();
        if (plural == OwnTypes.Plural)
            await OwnTypes.AddTypeAsync(client);
        else
            await OwnTypes.AddFieldsAsync(client, Catalogue.BuiltIn(KithHost.Modules).FindPlural(plural)!.Name);
        var make = await RecordMaker.OfAsync(client);
        return (client, make, make[plural]);
    }

    /// <summary>True when an answered value is the one that was sent.</summary>
    public static bool Answers(FieldSchema field, JsonNode? sent, JsonElement answered) => field.Kind switch
    {
        _ when sent is null => answered.IsEmpty(),
        "link" when field.To is null => answered.Text("type") == (string?)sent["type"] && answered.Text("id") == (string?)sent["id"] && answered.Text("title")!.Length > 0,
        "link" or "person" => answered.Text("id") == (string?)sent && answered.Text("title")!.Length > 0,
        "links" => answered.EnumerateArray().Select(l => l.Text("id")).SequenceEqual(sent.AsArray().Select(l => (string?)l)),
        _ => JsonElement.DeepEquals(JsonSerializer.SerializeToElement(sent), answered),
    };
}
