using Kith.Core.Types;

namespace Kith.Store.Catalogues;

/// <summary>A field to be made.</summary>
/// <param name="Name">Free text; <c>_c</c> is added where missing. Null takes the label.</param>
/// <param name="Kind">Name of the kind; null takes the one that fits the formula best.</param>
/// <param name="Formula">Expression that works the value out; null for a field that keeps values.</param>
/// <param name="Indexed">True for an index, made in the background, that serves sorting and filtering.</param>
/// <param name="Series">The numbers that a field of the kind <c>series</c> issues.</param>
/// <param name="NumberExisting">True where records that are there already get numbers, too, in the background.</param>
/// <param name="To">Name of the type that a link points at; null for any type.</param>
/// <param name="Unique">True where no two living records may hold one value.</param>
/// <param name="Preset">Expression that new records take their value from where they are given none.</param>
/// <param name="Help">What people read beside the field.</param>
public sealed record NewField(string? Name, string? Label, string? Kind, bool Required = false, bool Title = false, IReadOnlyList<NewChoice>? Choices = null, string? Formula = null, bool Indexed = false, NumberSeries? Series = null, bool NumberExisting = false,
    string? To = null, bool Unique = false, string? Preset = null, string? Help = null);

/// <summary>A choice to be made.</summary>
public sealed record NewChoice(string? Value, string? Label, int? Color = null);

/// <summary>What is to be changed of an own field; what is null stays. An empty preset or help is taken away.</summary>
/// <param name="Active">False takes the field out of forms; its values stay.</param>
public sealed record OwnFieldChange(string? Label = null, string? Formula = null, bool? Indexed = null, bool? Required = null, bool? Unique = null, string? Preset = null, string? Help = null, bool? Active = null);
