using System.ComponentModel.DataAnnotations;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Store.Accounts;

namespace Kith.Store.Configuring;

/// <summary>
/// How a workspace is shaped, as one file: what administrators made without code, named as people name it, so that it means the same in another workspace.
/// People, secrets and addresses are no part of it. What a file does not name stays as it is where it is applied, unless that is asked to go.
/// </summary>
/// <param name="Format">Always <see cref="Name"/>.</param>
/// <param name="Types">Own types, and what was made of built-in ones.</param>
/// <param name="Navigation">How the types stand in the navigation.</param>
/// <param name="Roles">Roles of the workspace's own.</param>
/// <param name="Sharing">Rules by which records are shared.</param>
/// <param name="Records">By the plural of their type, the records that say how Kith works here, such as pipelines with their stages; their links name others by their titles, people by their e-mail addresses.</param>
public sealed record ConfigurationFile(
    string Format, WorkspaceSettings? Settings = null, IReadOnlyList<TypeConfiguration>? Types = null, IReadOnlyList<RoleConfiguration>? Roles = null, IReadOnlyList<SharingConfiguration>? Sharing = null,
    IReadOnlyDictionary<string, JsonArray>? Records = null, Navigation? Navigation = null)
{
    /// <summary>What a file says that it is.</summary>
    public const string Name = "kith.configuration/1";

    /// <summary>snake_case; what is missing is not written, and what is not known is refused.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        PropertyNameCaseInsensitive = false,
        NumberHandling = JsonNumberHandling.Strict,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        WriteIndented = true,
    };

    /// <summary>The file as a tree.</summary>
    public JsonObject Tree() => JsonSerializer.SerializeToNode(this, Json)!.AsObject();
}

/// <summary>An own type, or what a workspace made of a built-in one.</summary>
/// <param name="Plural">Of an own type: its name for many, as in addresses.</param>
/// <param name="Label">What people read; of a built-in type where it is other than Kith's own word.</param>
/// <param name="PluralLabel">What people read for many.</param>
/// <param name="Icon">Its picture.</param>
/// <param name="Fields">Own fields, in order.</param>
/// <param name="Words">What built-in fields are called where it is other than Kith's own.</param>
/// <param name="Choices">Choices of built-in fields where they are other than Kith's own.</param>
/// <param name="Sensitive">Names of the fields of which the audit keeps who read them.</param>
public sealed record TypeConfiguration(
    string Name, string? Plural = null, string? Label = null, string? PluralLabel = null, string? Icon = null, IReadOnlyList<FieldConfiguration>? Fields = null, IReadOnlyList<WordsConfiguration>? Words = null,
    IReadOnlyList<ChoicesConfiguration>? Choices = null, IReadOnlyList<string>? Sensitive = null, IReadOnlyList<RuleConfiguration>? Rules = null);

/// <summary>An own field.</summary>
/// <param name="To">Name of the type that a link leads to; null for any.</param>
/// <param name="Title">True where it names the records; only when a type is made.</param>
/// <param name="PutAway">True where it stands in no form.</param>
public sealed record FieldConfiguration(
    string Name, string? Label = null, string? Kind = null, string? To = null, bool? Title = null, bool? Required = null, bool? Unique = null, bool? Indexed = null, bool? PutAway = null, string? Formula = null,
    string? Preset = null, string? Help = null, SeriesConfiguration? Series = null, IReadOnlyList<ChoiceConfiguration>? Choices = null);

/// <summary>The numbers that a field issues.</summary>
/// <param name="Pattern">What they look like, with <c>{number}</c> in it once, and with <c>{year}</c>, <c>{fiscal_year}</c> and <c>{month}</c> where wanted.</param>
/// <param name="Digits">Fewest digits of a number, 1 to 10.</param>
/// <param name="Start">The first number, of each period where they begin anew.</param>
/// <param name="Reset">When they begin anew: <c>never</c>, <c>year</c>, <c>fiscal_year</c> or <c>month</c>.</param>
public sealed record SeriesConfiguration(string Pattern, int Digits = 1, long Start = 1, [property: AllowedValues("never", "year", "fiscal_year", "month")] string Reset = "never")
{
    /// <summary>As a configuration has them.</summary>
    public static SeriesConfiguration? Of(NumberSeries? series) => series is null ? null : new(series.Pattern, series.Digits, series.Start, Naming.Snake(series.Reset.ToString()));

    /// <summary>As a field has them.</summary>
    /// <exception cref="ProblemException">Nothing begins anew so.</exception>
    public NumberSeries ToSeries() => new(Pattern, Digits, Start, Enum.GetValues<SeriesReset>().Where(r => Naming.Snake(r.ToString()) == Reset).Cast<SeriesReset?>().FirstOrDefault()
        ?? throw new ProblemException(Problem.Field("series.reset", "series.reset", Reset)));
}

/// <summary>What a built-in field is called, and what stands beside it.</summary>
public sealed record WordsConfiguration(string Name, string? Label = null, string? Help = null);

/// <summary>The choices of a built-in field.</summary>
public sealed record ChoicesConfiguration(string Name, IReadOnlyList<ChoiceConfiguration> Choices);

/// <summary>A choice.</summary>
/// <param name="Value">What records hold.</param>
/// <param name="Color">Hue in degrees, 0 to 359; null for grey.</param>
public sealed record ChoiceConfiguration(string Value, string? Label = null, int? Color = null);

/// <summary>A rule.</summary>
/// <param name="Kind"><c>required</c> or <c>valid</c>.</param>
/// <param name="Field">Name of the field that must be filled, or that the refusal is shown at.</param>
/// <param name="When">Condition of the records that are asked; all when missing.</param>
/// <param name="Condition">For <c>valid</c>: what must hold.</param>
/// <param name="Message">What people read when it is broken.</param>
/// <param name="Off">True where it asks nothing.</param>
public sealed record RuleConfiguration(string Kind, string Field, string? When = null, string? Condition = null, string? Message = null, bool Off = false);

/// <summary>A role of the workspace's own.</summary>
/// <param name="BuildsOn">Names of the roles whose rights it has, too.</param>
/// <param name="Functions">What it may do beside working with records.</param>
/// <param name="Types">By name of the type, with <c>*</c> for those not named.</param>
public sealed record RoleConfiguration(
    string Name, string Label, string? Description = null, IReadOnlyList<string>? BuildsOn = null, IReadOnlyList<Function>? Functions = null, IReadOnlyDictionary<string, TypeGrantJson>? Types = null)
{
    /// <summary>As a configuration has it.</summary>
    public static RoleConfiguration Of(RoleDefinition role)
    {
        var content = RoleJson.Content(role);
        return new(role.Name, role.Label, content.Description, content.BuildsOn, content.Functions, content.Types);
    }

    /// <summary>What it allows.</summary>
    public RoleContent ToContent() => new(Description, BuildsOn ?? [], Functions ?? [], Types ?? new Dictionary<string, TypeGrantJson>());
}

/// <summary>A sharing rule.</summary>
/// <param name="With">Whom it shares with: <c>role:</c> with a role's name, <c>team:</c> or another type with a title, <c>person:</c> with an e-mail address.</param>
/// <param name="Off">True where it shares nothing.</param>
public sealed record SharingConfiguration(string Label, string Type, string Condition, string With, bool Write = false, bool Off = false);
