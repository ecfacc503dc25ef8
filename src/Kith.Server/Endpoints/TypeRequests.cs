using System.ComponentModel.DataAnnotations;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Store.Catalogues;
using Kith.Store.Configuring;

namespace Kith.Server.Endpoints;

/// <summary>A type to make; names get the ending <c>_c</c>.</summary>
public sealed record TypeRequest(string? Name = null, string? Plural = null, string? Label = null, string? PluralLabel = null, IReadOnlyList<FieldRequest>? Fields = null);

/// <summary>A field to make.</summary>
/// <param name="Kind">Left out beside a formula, the one that fits it best.</param>
/// <param name="Formula">An expression that works the value out of other fields; such a field cannot be written.</param>
/// <param name="Indexed">Makes an index in the background, for sorting and filtering by the field in large types.</param>
/// <param name="Series">For the kind <c>series</c>: what the numbers look like, and when they begin anew. It cannot be changed later.</param>
/// <param name="NumberExisting">For the kind <c>series</c>: records that are there already get numbers, too, in the background, the oldest first.</param>
/// <param name="To">For links: name of the type they point at; left out for any type.</param>
/// <param name="Unique">No two records that are not in the trash may hold one value.</param>
/// <param name="Preset">An expression that new records take their value from where they are given none.</param>
/// <param name="Help">What people read beside the field.</param>
public sealed record FieldRequest(string? Name = null, string? Label = null, string? Kind = null, bool Required = false, bool Title = false, IReadOnlyList<ChoiceRequest>? Choices = null, string? Formula = null, bool Indexed = false, SeriesConfiguration? Series = null, bool NumberExisting = false,
    string? To = null, bool Unique = false, string? Preset = null, string? Help = null)
{
    internal NewField ToField() => new(Name, Label, Kind, Required, Title, Choices?.Select(c => c.ToChoice()).ToList(), Formula, Indexed, Series?.ToSeries(), NumberExisting, To, Unique, Preset, Help);
}

/// <summary>What to change of a field; what is missing stays.</summary>
/// <param name="Formula">Of a calculated field: another expression of the same kind.</param>
/// <param name="Indexed">Of a field that keeps values: whether it has an index, made or dropped in the background.</param>
/// <param name="Required">Whether it has to be filled in.</param>
/// <param name="Unique">Whether two records may hold one value; refused while two do.</param>
/// <param name="Preset">An expression that new records take their value from where they are given none; empty for none.</param>
/// <param name="Help">What people read beside the field; empty for nothing.</param>
/// <param name="Active">False takes the field out of forms, lists and filters; its values stay.</param>
/// <param name="Label">What people read; of a built-in field an empty one gives the word of Kith back.</param>
/// <param name="Sensitive">Whether who reads its values stands in the audit; of built-in fields this, the label and the help can be changed.</param>
public sealed record FieldUpdate(string? Label = null, string? Formula = null, bool? Indexed = null, bool? Required = null, bool? Unique = null, string? Preset = null, string? Help = null, bool? Active = null, bool? Sensitive = null)
{
    internal OwnFieldChange ToChange() => new(Label, Formula, Indexed, Required, Unique, Preset, Help, Active);
}

/// <summary>A choice to make, or one that is there already, by its value.</summary>
public sealed record ChoiceRequest(string? Value = null, string? Label = null, int? Color = null)
{
    internal NewChoice ToChoice() => new(Value, Label, Color);
}

/// <summary>What to change of a type; what is missing stays.</summary>
/// <param name="Icon">Name of its picture, such as <c>folder-kanban</c>.</param>
/// <param name="Order">Names of own fields, in the order in which they stand.</param>
public sealed record TypeUpdate(string? Label = null, string? PluralLabel = null, string? Icon = null, IReadOnlyList<string>? Order = null);

/// <summary>How the types stand in the navigation.</summary>
/// <param name="Order">Names of types, first to last; those that are not named follow in Kith's own order.</param>
/// <param name="Hidden">Names of types that are not shown in it.</param>
public sealed record NavigationRequest(IReadOnlyList<string>? Order = null, IReadOnlyList<string>? Hidden = null);

/// <summary>The choices of a field, in order. One with a value that is known is renamed and coloured, one that is left out is taken no more.</summary>
/// <param name="Replace">By the value of a choice that is left out: what records that hold it hold from now on; null for nothing.</param>
public sealed record ChoicesRequest(IReadOnlyList<ChoiceRequest> Choices, IReadOnlyDictionary<string, string?>? Replace = null);

/// <summary>The fields of a type that were removed.</summary>
public sealed record RemovedFieldList(IReadOnlyList<RemovedFieldItem> Data);

/// <summary>A removed field.</summary>
/// <param name="Key">What brings it back.</param>
/// <param name="Until">When its values are forgotten.</param>
public sealed record RemovedFieldItem(string Key, string Name, string Label, string Kind, DateTime At, DateTime Until, RemovedBy? By);

/// <summary>Who removed a field.</summary>
public sealed record RemovedBy(Guid Id, string Title);

/// <summary>Another kind for a field.</summary>
/// <param name="DryRun">Only says what would become of its values.</param>
public sealed record ConversionRequest(string? Kind = null, bool DryRun = false);

/// <summary>What becomes of the values of a field in another kind. What does not convert is empty there, and kept as it was for as long as the trash is.</summary>
/// <param name="Total">Records that hold a value, in the trash or not.</param>
/// <param name="Convertible">Those whose value is one in the other kind.</param>
/// <param name="Exact">False where only the first 200,000 were looked at.</param>
/// <param name="Failed">The values that are none, those that most records hold first; at most ten.</param>
/// <param name="State">Whether it was only tried, is done, or goes on in the background.</param>
public sealed record ConversionAnswer(long Total, long Convertible, bool Exact, IReadOnlyList<ConversionFailure> Failed, [property: AllowedValues("tried", "done", "running")] string State);

/// <summary>A value that is none in the other kind.</summary>
public sealed record ConversionFailure(string Value, long Records, string Message);
