using System.Reflection;
using System.Runtime.CompilerServices;
using Kith.Core.Rules;

namespace Kith.Core.Types;

/// <summary>One of the named values of a choice field.</summary>
/// <param name="Value">Stable; what is stored and sent.</param>
/// <param name="Label">What people read.</param>
/// <param name="Color">Hue in degrees, 0 to 359; null for grey.</param>
/// <param name="Retired">Offered and taken no more; what was kept with it is still read.</param>
public sealed record Choice(string Value, string Label, int? Color = null, bool Retired = false);

/// <summary>A field of a record type, built in (declared by a property) or a workspace's own (declared by data).</summary>
public sealed record Field
{
    /// <summary>The name in JSON, expressions, CSV headers and diffs.</summary>
    public required string Name { get; init; }
    /// <summary>What people read.</summary>
    public required string Label { get; init; }
    public required FieldKind Kind { get; init; }
    public bool Required { get; init; }
    /// <summary>A new record without a value is given one, so that only changing it to nothing is refused.</summary>
    public bool FilledIn { get; init; }
    public bool Unique { get; init; }
    /// <summary>Only Kith itself sets the field.</summary>
    public bool ReadOnly { get; init; }
    /// <summary>Stands on every type: id, version, who and when.</summary>
    public bool System { get; init; }
    /// <summary>Made by a workspace; its values live in the <c>custom</c> column under its key.</summary>
    public bool Own { get; init; }
    /// <summary>What the values of an own field stand under; the name, unless another field had that before.</summary>
    public string Key { get => field ?? Name; init; }
    /// <summary>Since when an own field is there; what changes say of its name before is of another field.</summary>
    public DateTime Since { get; init; }
    /// <summary>Stands in no form, yet keeps its values.</summary>
    public bool Inactive { get; init; }
    /// <summary>Name of the kind that its values are being moved to in the background; null where none are.</summary>
    public string? Converting { get; init; }
    /// <summary>What people read beside it while they fill it in; null for nothing.</summary>
    public string? Help { get; init; }
    /// <summary>Expression that a new record takes its value from where none is given; null for none.</summary>
    public string? Preset { get; init; }
    /// <summary>A refusal by the person it is about: where two records are made one, it holds for the one that stays.</summary>
    public bool OptOut { get; init; }
    /// <summary>Who reads its values stands in the audit.</summary>
    public bool Sensitive { get; init; }
    public bool Title { get; init; }
    public bool Searchable { get; init; }
    public bool Indexed { get; init; }
    /// <summary>Names of the fields whose values lie in the index beside its own.</summary>
    public IReadOnlyList<string> IndexedWith { get; init; } = [];
    /// <summary>Name of the type a link points at; null for any type.</summary>
    public string? To { get; init; }
    /// <summary>A record goes to the trash, and comes back, along with the one that the link points at.</summary>
    public bool Cascade { get; init; }
    /// <summary>A record is read only by who may read the one that the link points at.</summary>
    public bool Shelters { get; init; }
    /// <summary>The record became the one that the link points at, which what is about this one counts for, too.</summary>
    public bool Became => BecameAt is not null;
    /// <summary>Name of the field with the instant since when it is so; null for every other link.</summary>
    public string? BecameAt { get; init; }
    /// <summary>Name of the field whose date is shown in place of this point in time, where there is one.</summary>
    public string? Day { get; init; }
    /// <summary>Name of the field with the rate that an amount in another currency is worth for good, while that is filled; null where the newest rate always counts.</summary>
    public string? RatedBy { get; init; }
    /// <summary>Names of the fields that are summed up over all that stand below a record by this link to its own type.</summary>
    public IReadOnlyList<string> TreeSums { get; init; } = [];
    public IReadOnlyList<Choice> Choices { get; init; } = [];
    /// <summary>True where the choices are the roles that people of the workspace can have.</summary>
    public bool HoldsRoles { get; init; }
    /// <summary>True when an import may add choices.</summary>
    public bool OpenChoices { get; init; }
    public int? MaxLength { get; init; }
    public decimal? From { get; init; }
    public decimal? Until { get; init; }
    public string? Formula { get; init; }
    /// <summary>The rules whose points the formula adds up; empty for every other field.</summary>
    public IReadOnlyList<ScoreRule> Score { get; init; } = [];
    /// <summary>Kith issues the values one after the other, once each.</summary>
    public NumberSeries? Series { get; init; }
    public string? Default { get; init; }
    public IReadOnlyList<string> ImportNames { get; init; } = [];
    /// <summary>Position in <see cref="RecordType.Fields"/> and in every array of a record's values.</summary>
    public int Index { get; init; }
    /// <summary>The property of a built-in field.</summary>
    public PropertyInfo? Property { get; init; }

    /// <summary>Name of the first column; links carry <c>_id</c>.</summary>
    public string Column => ColumnOf(0);
    /// <summary>Name of one column; the people who created and changed a record stand without <c>_id</c>.</summary>
    public string ColumnOf(int index) => System || Kind.Columns.Count == 0 ? Name : Name + Kind.Columns[index].Suffix;
    /// <summary>True where the value is a row of the link table rather than a column.</summary>
    public bool IsRelation => Kind.Columns.Count == 0 && Formula is null;
    /// <summary>True where the value is stored in a column or as a relation and people may set it.</summary>
    public bool Writable => !ReadOnly && !System && Formula is null;
    /// <summary>True for links with a column of their own.</summary>
    public bool IsLink => Kind.ValueType == ValueType.Link && !IsRelation;

    /// <summary>True for an own link to one record, which is found by where it leads in the link table, too.</summary>
    public bool Mirrored => Own && IsLink && Kind is not Kinds.PersonKind;

    /// <summary>True where the value is a row of the link table, and so where it leads is found by an index.</summary>
    public bool InLinkTable => IsRelation || Mirrored;

    /// <summary>True where the record is given to the person whom the field names: owners, and people in a workspace's own fields.</summary>
    public bool Assigns => Kind is Kinds.PersonKind && Writable && (Own || Name == "owner");

    /// <summary>False for what is told wherever a record is named, and for what every record has.</summary>
    public bool MayBeSensitive => !Title && !System;

    /// <summary>A field is the same only as itself: fields are keys in the write path, where comparing all of their members would cost more than the write.</summary>
    public bool Equals(Field? other) => ReferenceEquals(this, other);
    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);
}

/// <summary>A type's natural board.</summary>
public sealed record Board(string By, string? Scope, string? Sum, string? Weight, string? Mark);

/// <summary>The order of a type's records one below the other.</summary>
/// <param name="Link">The link of each to the one above.</param>
public sealed record Tree(RecordType Of, Field Link);

/// <summary>A record type: its names, fields and rules. Immutable.</summary>
public sealed class RecordType
{
    private readonly Dictionary<string, Field> _byName;

    public RecordType(string name, string plural, string label, string pluralLabel, IEnumerable<Field> fields)
    {
        (Name, Plural, Label, PluralLabel) = (name, plural, label, pluralLabel);
        Fields = [.. fields.Select((f, i) => f with { Index = i })];
        _byName = Fields.ToDictionary(f => f.Name);
        Title = Fields.FirstOrDefault(f => f.Title) ?? Fields.First(f => !f.System);
    }

    public string Name { get; }
    public string Plural { get; }
    public string Label { get; }
    public string PluralLabel { get; }
    public IReadOnlyList<Field> Fields { get; }
    public Field Title { get; }
    public string Icon { get; init; } = "circle";
    public bool Setup { get; init; }
    /// <summary>True where records say how Kith works in the workspace, so that they go along in its configuration.</summary>
    public bool Configuration { get; init; }
    /// <summary>True where records only say something of others, and are reached from those.</summary>
    public bool Part { get; init; }
    /// <summary>False where search leaves the type out unless it is named.</summary>
    public bool Searched { get; init; } = true;
    /// <summary>True where each record is somebody outside the workspace.</summary>
    public bool People { get; init; }
    /// <summary>Made by a workspace; its records share one table.</summary>
    public bool Own { get; init; }
    public IReadOnlyList<string> List { get; init; } = [];
    public Board? Board { get; init; }
    /// <summary>The declared class; <see cref="Records.OwnRecord"/> for a workspace's own types.</summary>
    public Type Class { get; init; } = typeof(Records.OwnRecord);
    /// <summary>What rules, preparations and actions the type's module declares.</summary>
    public Modules.Behaviour Behaviour { get; init; } = Modules.Behaviour.None;
    /// <summary>The rules that the workspace's administrators made.</summary>
    public IReadOnlyList<OwnRule> Rules { get; init; } = [];

    /// <summary>The field that says whose a record is: its owner, or who made it where the type has none.</summary>
    public Field Owner => Find("owner") is { IsLink: true, Own: false } owner ? owner : this["created_by"];

    /// <summary>The link to what shelters a record: who may not read that reads none of what it shelters. Null where there is none.</summary>
    public Field? Shelter => Fields.FirstOrDefault(f => f.Shelters);

    /// <summary>How records stand one below the other: by the first link to their own type. Null where there is none.</summary>
    public Tree? Tree => Fields.FirstOrDefault(f => f is { IsLink: true, System: false } && f.To == Name) is { } link ? new Tree(this, link) : null;

    /// <summary>The table that holds the records.</summary>
    public string Table => Own ? "own_record" : Name;

    /// <summary>The field of a name, or null.</summary>
    public Field? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The field of a name that must exist.</summary>
    public Field this[string name] => _byName[name];

    /// <summary>The same type with other fields, as a workspace's own fields and choices make it.</summary>
    public RecordType WithFields(IEnumerable<Field> fields) => With(fields, Rules);

    /// <summary>The same type with other rules of the workspace.</summary>
    public RecordType WithRules(IReadOnlyList<OwnRule> rules) => With(Fields, rules);

    /// <summary>The same type as a workspace calls it.</summary>
    public RecordType Called(string label, string pluralLabel, string icon) => With(Fields, Rules, label, pluralLabel, icon);

    private RecordType With(IEnumerable<Field> fields, IReadOnlyList<OwnRule> rules, string? label = null, string? pluralLabel = null, string? icon = null) => new(Name, Plural, label ?? Label, pluralLabel ?? PluralLabel, fields)
    {
        Icon = icon ?? Icon, Setup = Setup, Configuration = Configuration, Part = Part, Searched = Searched, People = People, Own = Own, List = List, Board = Board, Class = Class, Behaviour = Behaviour, Rules = rules,
    };
}
