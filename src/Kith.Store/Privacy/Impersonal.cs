namespace Kith.Store.Privacy;

/// <summary>Tables with texts in which nothing is kept about people who are in the records: settings, names of types and fields, kinds and states. They are looked through all the same.</summary>
public static class Impersonal
{
    /// <summary>By name of the table why nothing in it is erased.</summary>
    public static IReadOnlyDictionary<string, string> Tables { get; } = new Dictionary<string, string>
    {
        ["workspace"] = "settings",
        ["own_type"] = "names of types",
        ["own_field"] = "names of fields",
        ["own_label"] = "names of types and fields",
        ["own_choice"] = "names of choices",
        ["own_unique"] = "values that its records hold, and lose with them",
        ["removed_field"] = "names of fields",
        ["sensitive_field"] = "names of fields",
        ["own_rule"] = "rules that administrators made",
        ["own_role"] = "roles that administrators made",
        ["sharing_rule"] = "rules that administrators made",
        ["configuration"] = "what administrators made, people by their ids",
        ["series"] = "settings of numbers",
        ["provider"] = "settings of the sign-in provider",
        ["scim"] = "settings of the directory",
        ["scim_group"] = "groups of the directory",
        ["scim_call"] = "which calls the directory made",
        ["workspace_domain"] = "domains of the workspace",
        ["allowed_network"] = "networks and what administrators call them",
        ["webhook"] = "settings of receivers",
        ["exchange_rate"] = "codes of currencies",
        ["rate_book"] = "who is asked for rates",
        ["purpose"] = "purposes that administrators made",
        ["purpose_wording"] = "wordings that administrators wrote",
        ["retention_rule"] = "rules that administrators made",
        ["link"] = "names of fields between ids",
        ["share"] = "names of roles and ids",
        ["private_record"] = "names of types",
        ["notification_preference"] = "kinds of notifications",
        ["notification_day"] = "time zones",
        ["recurring_job"] = "kinds of jobs",
        ["consumer"] = "kinds of failures",
        ["parked_change"] = "kinds of failures",
    };
}
