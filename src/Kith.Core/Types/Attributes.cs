namespace Kith.Core.Types;

/// <summary>Declares a record type: its name and plural as they appear in the API, the table and expressions.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RecordTypeAttribute(string name, string plural) : Attribute
{
    public string Name { get; } = name;
    public string Plural { get; } = plural;
    /// <summary>Name of the icon the client draws.</summary>
    public string Icon { get; init; } = "circle";
    /// <summary>True for types that are reached from the settings; only administrators change them, unless the type has rights of its own.</summary>
    public bool Setup { get; init; }
    /// <summary>True for types whose records only say something of others, and are reached from those.</summary>
    public bool Part { get; init; }
    /// <summary>True for types whose records say how Kith works in a workspace, so that they go along in its configuration.</summary>
    public bool Configuration { get; init; }
    /// <summary>False for types that search leaves out unless they are named.</summary>
    public bool Searched { get; init; } = true;
    /// <summary>True where each record is somebody outside the workspace, who has a say in what their data is used for.</summary>
    public bool People { get; init; }
    /// <summary>Names of the columns a new list shows, separated by commas.</summary>
    public string List { get; init; } = "";
}

/// <summary>The field that names a record to people.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TitleAttribute : Attribute;

/// <summary>The field must have a value.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RequiredAttribute : Attribute
{
    /// <summary>True where the type's own preparation gives a new record a value when none is sent.</summary>
    public bool FilledIn { get; init; }
}

/// <summary>No two living records of a workspace share the field's value (texts: ignoring case).</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class UniqueAttribute : Attribute;

/// <summary>Only Kith itself sets the field.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ReadOnlyFieldAttribute : Attribute;

/// <summary>Who reads the field's values stands in the audit.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SensitiveAttribute : Attribute;

/// <summary>A yes or no by which the person a record is about refuses something; where two records are made one, the refusal holds.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OptOutAttribute : Attribute;

/// <summary>The most characters a text may have.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MaxLengthAttribute(int length) : Attribute
{
    public int Length { get; } = length;
}

/// <summary>The smallest and largest number allowed.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RangeAttribute(double from, double to) : Attribute
{
    public decimal From { get; } = (decimal)from;
    public decimal To { get; } = (decimal)to;
}

/// <summary>A long text in markdown.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MarkdownAttribute : Attribute;

/// <summary>An e-mail address.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EmailAttribute : Attribute;

/// <summary>A web address.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class UrlAttribute : Attribute;

/// <summary>A percentage from 0 to 100.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PercentAttribute : Attribute;

/// <summary>What one unit of a currency is worth in the workspace's own.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RateAttribute : Attribute;

/// <summary>Money that is worth what a field of the record says, where that is filled; else it is worth what the newest rate says.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RatedByAttribute(string rate) : Attribute
{
    /// <summary>Name of the field with the rate.</summary>
    public string Rate { get; } = rate;
}

/// <summary>Free labels.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TagsAttribute : Attribute;

/// <summary>One of the named values on a string, or several on a string array.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ChoicesAttribute(params string[] values) : Attribute
{
    public IReadOnlyList<string> Values { get; } = values;
    /// <summary>True when a workspace may add values of its own, for example by an import.</summary>
    public bool Open { get; init; }
}

/// <summary>A role of people: the built-in ones and those that the workspace made.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RolesAttribute : Attribute;

/// <summary>A link to a type by name, or to any type when no name is given.</summary>
[AttributeUsage(AttributeTargets.Property)]
public class LinkAttribute(string? to = null) : Attribute
{
    public string? To { get; } = to;
    /// <summary>True where a record has no meaning without the one it points at: it goes to the trash and comes back along with it.</summary>
    public bool Cascade { get; init; }
    /// <summary>True where a record is read only by who may read the one it points at; what shelters others has no shelter by a link to any type itself.</summary>
    public bool Shelters { get; init; }
}

/// <summary>A link to what the record became: what is asked about the one it points at includes what is about this one.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class BecameAttribute(string at) : Attribute
{
    /// <summary>Name of the field with the instant since when it is so.</summary>
    public string At { get; } = at;
}

/// <summary>A point in time that stands for a whole day where the record has a date: that is shown in its place, in every time zone.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class WholeDayAttribute(string day) : Attribute
{
    /// <summary>Name of the field with the date.</summary>
    public string Day { get; } = day;
}

/// <summary>What is summed up over all that stand below a record by this link to its own type.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TreeAttribute : Attribute
{
    /// <summary>Names of number and money fields, separated by commas.</summary>
    public string Sums { get; init; } = "";
}

/// <summary>A link to a type of the same module or of Core.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class LinkAttribute<T>() : LinkAttribute(RecordTypeReader.NameOf(typeof(T)))
    where T : Records.Record;

/// <summary>A value worked out from other fields; it is never stored and always right.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FormulaAttribute(string expression) : Attribute
{
    public string Expression { get; } = expression;
}

/// <summary>Kith issues the values one after the other; the pattern has <c>{number}</c> in it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SeriesAttribute(string pattern) : Attribute
{
    public string Pattern { get; } = pattern;
    /// <summary>Fewest digits of a number.</summary>
    public int Digits { get; init; } = 1;
    /// <summary>The first number.</summary>
    public long Start { get; init; } = 1;
    public SeriesReset Reset { get; init; }
}

/// <summary>A new record takes this value where none is given, written as in JSON text; <c>me()</c> on a person field is the caller.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DefaultAttribute(string value) : Attribute
{
    public string Value { get; } = value;
}

/// <summary>The field found by what people type into search; several may be named.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SearchableAttribute : Attribute;

/// <summary>Lists are often sorted by this field, so it has an index of its own.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class IndexedAttribute : Attribute
{
    /// <summary>Names of fields, with commas between them, that reports over ranges of this one sum up or group by: their values lie in the index, so the records themselves are not read.</summary>
    public string With { get; init; } = "";
}

/// <summary>Other headings under which files carry this field, used to suggest a mapping.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ImportNamesAttribute(params string[] names) : Attribute
{
    public IReadOnlyList<string> Names { get; } = names;
}

/// <summary>The type has a board with a column for each value of this field.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class BoardAttribute : Attribute
{
    /// <summary>A link both this type and the columns' type have; a board shows one value of it at a time.</summary>
    public string? Scope { get; init; }
    /// <summary>The money or number field summed up per column.</summary>
    public string? Sum { get; init; }
    /// <summary>The percentage that weights the sum, as a path from this type.</summary>
    public string? Weight { get; init; }
    /// <summary>The yes or no by which cards stand out.</summary>
    public string? Mark { get; init; }
}
