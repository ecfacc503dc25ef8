using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Kith.Server.OpenApi.Schemas;

// These classes only describe: SchemaJson writes the catalogue as it is.

/// <summary>What a client needs to draw every screen.</summary>
/// <param name="Version">Rises with each change of the workspace's own types and fields.</param>
/// <param name="Navigation">Names of the types that stand in the navigation, in order.</param>
/// <param name="Types">The types the caller may read.</param>
public sealed record SchemaResponse(long Version, IReadOnlyList<string> Navigation, IReadOnlyList<TypeSchema> Types);

/// <summary>The functions of the expression language, by name.</summary>
public sealed record FunctionsResponse(IReadOnlyList<FunctionSchema> Data);

/// <summary>A function of the expression language.</summary>
/// <param name="Name">As it is written.</param>
/// <param name="Use">Where it stands: <c>value</c> is about one record, <c>records</c> over the records that point at one or in a measure over all, <c>pointing</c> over those that point at one only, <c>groups</c> in a measure of a group among others, <c>mine</c> behind <c>in</c>.</param>
/// <param name="Signature">Name and what stands between its parentheses.</param>
/// <param name="Help">What it gives, in a line.</param>
public sealed record FunctionSchema(string Name, [property: AllowedValues("value", "records", "pointing", "groups", "mine")] string Use, string Signature, string Help);

/// <summary>One record type.</summary>
/// <param name="Name">Stable name.</param>
/// <param name="Plural">The name in paths.</param>
/// <param name="Label">What people read for one record.</param>
/// <param name="PluralLabel">What people read for many.</param>
/// <param name="Icon">Name of the icon.</param>
/// <param name="Title">Name of the field that names a record to people.</param>
/// <param name="Own">True for types that the workspace made.</param>
/// <param name="Setup">True for types that are reached from the settings.</param>
/// <param name="Part">True for types whose records only say something of others, and are reached from those.</param>
/// <param name="People">True where each record is somebody outside the workspace, of whom consents are recorded.</param>
/// <param name="Mergeable">True where several records can be made one.</param>
/// <param name="Can">What the caller may do with records of the type.</param>
/// <param name="Fields">The fields the caller may read.</param>
/// <param name="List">Names of the columns a new list shows.</param>
/// <param name="Actions">The actions the caller may run.</param>
public sealed record TypeSchema(string Name, string Plural, string Label, string PluralLabel, string Icon, string Title, bool Own, bool Setup, bool Part, bool People, bool Mergeable, TypeCan Can, IReadOnlyList<FieldSchema> Fields, IReadOnlyList<string> List, IReadOnlyList<ActionSchema> Actions)
{
    /// <summary>The type's natural board; missing where it has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BoardSchema? Board { get; init; }

    /// <summary>How records stand one below the other; missing where they don't.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TreeSchema? Tree { get; init; }
}

/// <summary>What the caller may do with a type.</summary>
public sealed record TypeCan(bool Create, bool Update, bool Delete);

/// <summary>One field.</summary>
/// <param name="Name">The name in JSON, expressions and files.</param>
/// <param name="Label">What people read.</param>
/// <param name="Kind">Name of the kind, such as text, money or link.</param>
/// <param name="Required">A record must have a value, by declaration or by a rule without a condition.</param>
/// <param name="ReadOnly">The caller may not set it.</param>
/// <param name="Unique">No two records share a value.</param>
/// <param name="Own">True for fields that the workspace made.</param>
/// <param name="System">True for fields that every type has.</param>
/// <param name="Sensitive">Who reads its values stands in the audit.</param>
/// <param name="Sortable">Lists can be sorted by it.</param>
public sealed record FieldSchema(string Name, string Label, [property: KindName] string Kind, bool Required, bool ReadOnly, bool Unique, bool Own, bool System, bool Sensitive, bool Sortable)
{
    /// <summary>For links: name of the type it points at; null for any type.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? To { get; init; }

    /// <summary>For own fields: false where it stands in no form, list or filter, yet keeps its values.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Active { get; init; }

    /// <summary>For own fields: name of the kind that their values are being moved to in the background.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Converting { get; init; }

    /// <summary>For own fields: the expression that new records take their value from where they are given none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Preset { get; init; }

    /// <summary>For own fields: what people read beside it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Help { get; init; }

    /// <summary>For texts: most characters.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? MaxLength { get; init; }

    /// <summary>For money: the currency taken where none is given.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DefaultCurrency { get; init; }

    /// <summary>For fields of the workspace's own that keep values: whether an index serves sorting and filtering.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Indexed { get; init; }

    /// <summary>The expression that works the value out.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Formula { get; init; }

    /// <summary>True where a new record has a value without being told one.</summary>
    public bool? FilledIn { get; init; }
    /// <summary>For links to what a record became: name of the field with the time since when it is so.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? BecameAt { get; init; }

    /// <summary>For points in time that may stand for whole days: name of the field whose date, where there is one, is shown in place of this.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Day { get; init; }

    /// <summary>For scores: the rules whose points are added up.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ScoreRuleSchema>? Score { get; init; }

    /// <summary>For numbers that Kith issues: what they look like.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SeriesSchema? Series { get; init; }

    /// <summary>For choices: the named values.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ChoiceSchema>? Choices { get; init; }

    /// <summary>For choices: an import may add more.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? OpenChoices { get; init; }
}

/// <summary>A rule of a score.</summary>
/// <param name="When">The condition that a record gets the points for.</param>
public sealed record ScoreRuleSchema(string Name, string Label, string When, int Points);

/// <summary>Numbers that Kith issues one after the other.</summary>
/// <param name="Pattern">A text with <c>{number}</c> in it.</param>
/// <param name="Digits">Fewest digits of a number.</param>
/// <param name="Start">The first number.</param>
/// <param name="Reset">When they begin anew.</param>
public sealed record SeriesSchema(string Pattern, int Digits, long Start, [property: AllowedValues("never", "year", "fiscal_year", "month")] string Reset);

/// <summary>One named value of a choice field.</summary>
/// <param name="Value">Stable; what is stored and sent.</param>
/// <param name="Label">What people read.</param>
/// <param name="Color">Hue in degrees, 0 to 359; null for grey.</param>
public sealed record ChoiceSchema(string Value, string Label, int? Color)
{
    /// <summary>True where it is offered and taken no more; what was kept with it is still answered.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Retired { get; init; }
}

/// <summary>How records of a type stand one below the other. <c>tree</c> and <c>within</c> of the expression language follow it.</summary>
/// <param name="By">Name of the link to the record above.</param>
/// <param name="Sums">Names of the number and money fields that are worth summing up over all that stand below one.</param>
public sealed record TreeSchema(string By, IReadOnlyList<string> Sums);

/// <summary>A type's natural board.</summary>
/// <param name="By">The field whose values are the columns.</param>
/// <param name="Scope">The link of which a board shows one value at a time.</param>
/// <param name="Sum">The field summed up per column.</param>
/// <param name="Weight">The percentage that weights the sum, as a path.</param>
public sealed record BoardSchema(string By, string? Scope, string? Sum, string? Weight, string? Mark);

/// <summary>One action of a type.</summary>
/// <param name="Name">The name in paths.</param>
/// <param name="Label">What people read.</param>
/// <param name="On">“one” or “many”: on how many records it can be run at once.</param>
/// <param name="Input">What it asks for.</param>
public sealed record ActionSchema(string Name, string Label, [property: AllowedValues("one", "many")] string On, IReadOnlyList<FieldSchema> Input);
