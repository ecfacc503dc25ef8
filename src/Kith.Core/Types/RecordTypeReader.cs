using System.Reflection;
using Kith.Core.Records;
using Kith.Core.Types.Kinds;

namespace Kith.Core.Types;

/// <summary>Reads a record type from its class.</summary>
public static class RecordTypeReader
{
    /// <summary>The name a class declares.</summary>
    public static string NameOf(Type type) => Declaration(type).Name;

    private static RecordTypeAttribute Declaration(Type type) =>
        type.GetCustomAttribute<RecordTypeAttribute>() ?? throw new InvalidOperationException($"{type.Name} has no [RecordType].");

    /// <summary>The type a class declares, with its labels and what its module adds.</summary>
    public static RecordType Read(Type type, Labels labels, Modules.Behaviour behaviour)
    {
        var declared = Declaration(type);
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly);
        var fields = SystemFields(labels).Concat(properties.Select(p => ReadField(p, declared.Name, labels, behaviour))).ToList();
        var board = properties.Select(p => (p, b: p.GetCustomAttribute<BoardAttribute>())).FirstOrDefault(x => x.b is not null);
        return new RecordType(declared.Name, declared.Plural, labels.Type(declared.Name), labels.Plural(declared.Name, declared.Plural), fields)
        {
            Icon = declared.Icon,
            Setup = declared.Setup,
            Configuration = declared.Configuration,
            Part = declared.Part,
            Searched = declared.Searched,
            People = declared.People,
            List = declared.List.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            Board = board.b is null ? null : new Board(NameOf(board.p), board.b.Scope, board.b.Sum, board.b.Weight, board.b.Mark),
            Class = type,
            Behaviour = behaviour,
        };
    }

    /// <summary>The fields every type has.</summary>
    public static IEnumerable<Field> SystemFields(Labels labels)
    {
        Field Make(string name, FieldKind kind, string? to = null) =>
            new() { Name = name, Label = labels.Field("", name), Kind = kind, System = true, To = to, ReadOnly = true };
        yield return Make("created_at", FieldKinds.DateTime) with { Indexed = true };
        yield return Make("created_by", FieldKinds.Person, "person");
        yield return Make("updated_at", FieldKinds.DateTime);
        yield return Make("updated_by", FieldKinds.Person, "person");
    }

    private static string NameOf(PropertyInfo property)
    {
        var name = Naming.Snake(property.Name);
        if (property.GetCustomAttribute<LinkAttribute>() is not null)
            name = name.EndsWith("_ids", StringComparison.Ordinal) ? name[..^4] + "s" : name.EndsWith("_id", StringComparison.Ordinal) ? name[..^3] : name;
        return name;
    }

    private static Field ReadField(PropertyInfo property, string type, Labels labels, Modules.Behaviour behaviour)
    {
        var name = NameOf(property);
        T? Attribute<T>() where T : Attribute => property.GetCustomAttribute<T>();
        var link = Attribute<LinkAttribute>();
        var choices = Attribute<ChoicesAttribute>();
        var roles = Attribute<RolesAttribute>() is not null;
        var range = Attribute<RangeAttribute>();
        var series = Attribute<SeriesAttribute>();
        var score = behaviour.Scores.GetValueOrDefault(name) ?? [];
        return new Field
        {
            Name = name,
            Label = labels.Field(type, name),
            Kind = KindOf(property, link),
            Property = property,
            To = link?.To,
            Cascade = link?.Cascade ?? false,
            Shelters = link?.Shelters ?? false,
            BecameAt = Attribute<BecameAttribute>()?.At,
            RatedBy = Attribute<RatedByAttribute>()?.Rate,
            Day = Attribute<WholeDayAttribute>()?.Day,
            TreeSums = Names(Attribute<TreeAttribute>()?.Sums),
            Required = Attribute<RequiredAttribute>() is not null,
            FilledIn = Attribute<RequiredAttribute>()?.FilledIn ?? false,
            Unique = Attribute<UniqueAttribute>() is not null || series is not null,
            ReadOnly = Attribute<ReadOnlyFieldAttribute>() is not null || Attribute<FormulaAttribute>() is not null || series is not null || score.Count > 0,
            Series = series is null ? null : new NumberSeries(series.Pattern, series.Digits, series.Start, series.Reset),
            OptOut = Attribute<OptOutAttribute>() is not null,
            Sensitive = Attribute<SensitiveAttribute>() is not null,
            Title = Attribute<TitleAttribute>() is not null,
            Searchable = Attribute<SearchableAttribute>() is not null || Attribute<TitleAttribute>() is not null,
            Indexed = Attribute<IndexedAttribute>() is not null || Attribute<TitleAttribute>() is not null,
            IndexedWith = Names(Attribute<IndexedAttribute>()?.With),
            MaxLength = Attribute<MaxLengthAttribute>()?.Length,
            From = range?.From,
            Until = range?.To,
            Formula = score.Count > 0 ? Scores.Formula(score) : Attribute<FormulaAttribute>()?.Expression,
            Score = [.. score.Select(r => r with { Label = labels.Choice(type, name, r.Name) })],
            Default = Attribute<DefaultAttribute>()?.Value,
            ImportNames = Attribute<ImportNamesAttribute>()?.Names ?? [],
            HoldsRoles = roles,
            Choices = roles ? [.. Access.BuiltInRoles.All.Reverse().Select(r => new Choice(r.Name, r.Label))] : choices is null ? [] : [.. choices.Values.Select(v => new Choice(v, labels.Choice(type, name, v)))],
            OpenChoices = choices?.Open ?? false,
        };
    }

    private static string[] Names(string? list) => list?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    private static FieldKind KindOf(PropertyInfo property, LinkAttribute? link)
    {
        bool Has<T>() where T : Attribute => property.GetCustomAttribute<T>() is not null;
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return type switch
        {
            _ when link is not null && type == typeof(Guid[]) => FieldKinds.Links,
            _ when link is not null && type == typeof(RecordReference) => FieldKinds.AnyLink,
            _ when link is not null && type == typeof(Guid) => link.To == "person" ? FieldKinds.Person : FieldKinds.Link,
            _ when type == typeof(string) && (Has<ChoicesAttribute>() || Has<RolesAttribute>()) => FieldKinds.Choice,
            _ when type == typeof(string) && Has<SeriesAttribute>() => FieldKinds.Series,
            _ when type == typeof(string) && Has<MarkdownAttribute>() => FieldKinds.Markdown,
            _ when type == typeof(string) && Has<EmailAttribute>() => FieldKinds.Email,
            _ when type == typeof(string) && Has<UrlAttribute>() => FieldKinds.Url,
            _ when type == typeof(string) => FieldKinds.Text,
            _ when type == typeof(string[]) && (Has<ChoicesAttribute>() || Has<RolesAttribute>()) => FieldKinds.Choices,
            _ when type == typeof(string[]) => FieldKinds.Tags,
            _ when type == typeof(long) || type == typeof(int) => FieldKinds.Integer,
            _ when type == typeof(decimal) && Has<PercentAttribute>() => FieldKinds.Percent,
            _ when type == typeof(decimal) && Has<RateAttribute>() => FieldKinds.Rate,
            _ when type == typeof(decimal) => FieldKinds.Decimal,
            _ when type == typeof(Money) => FieldKinds.Money,
            _ when type == typeof(DateOnly) => FieldKinds.Date,
            _ when type == typeof(DateTime) => FieldKinds.DateTime,
            _ when type == typeof(bool) => FieldKinds.Boolean,
            _ when type == typeof(PhoneNumber) => FieldKinds.Phone,
            _ when type == typeof(Address) => FieldKinds.Address,
            _ => throw new InvalidOperationException($"{property.DeclaringType!.Name}.{property.Name}: no field kind stores {property.PropertyType.Name}."),
        };
    }
}
