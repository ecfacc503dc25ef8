using System.Collections.Frozen;

namespace Kith.Core.Types.Kinds;

/// <summary>All kinds of field.</summary>
public static class FieldKinds
{
    public static readonly FieldKind Text = new TextKind();
    public static readonly FieldKind Series = new SeriesKind();
    public static readonly FieldKind Markdown = new MarkdownKind();
    public static readonly FieldKind Integer = new IntegerKind();
    public static readonly FieldKind Decimal = new DecimalKind();
    public static readonly FieldKind Money = new MoneyKind();
    public static readonly FieldKind Rate = new RateKind();
    public static readonly FieldKind Percent = new PercentKind();
    public static readonly FieldKind Date = new DateKind();
    public static readonly FieldKind DateTime = new DateTimeKind();
    public static readonly FieldKind Boolean = new BooleanKind();
    public static readonly FieldKind Choice = new ChoiceKind();
    public static readonly FieldKind Choices = new ChoicesKind();
    public static readonly FieldKind Tags = new TagsKind();
    public static readonly FieldKind Email = new EmailKind();
    public static readonly FieldKind Phone = new PhoneKind();
    public static readonly FieldKind Url = new UrlKind();
    public static readonly FieldKind Address = new AddressKind();
    public static readonly FieldKind Link = new LinkKind();
    public static readonly FieldKind AnyLink = new AnyLinkKind();
    public static readonly FieldKind Links = new LinksKind();
    public static readonly FieldKind Person = new PersonKind();

    /// <summary>Every kind once; a link to any type shares its name with a link to one, a rate with a decimal.</summary>
    public static readonly IReadOnlyList<FieldKind> All =
        [Text, Series, Markdown, Integer, Decimal, Rate, Money, Percent, Date, DateTime, Boolean, Choice, Choices, Tags, Email, Phone, Url, Address, Link, AnyLink, Links, Person];

    private static readonly FrozenDictionary<string, FieldKind> ByName = All.Where(k => k != AnyLink && k != Rate).ToFrozenDictionary(k => k.Name);

    /// <summary>Names of all kinds.</summary>
    public static IEnumerable<string> Names => ByName.Keys.Order(StringComparer.Ordinal);

    /// <summary>The kind of a workspace's own field by its name, or null.</summary>
    /// <param name="to">The type that a link points at; null for any.</param>
    public static FieldKind? FindOwn(string name, string? to) => name == Link.Name && to is null ? AnyLink : Find(name);

    /// <summary>The kind of a name, or null.</summary>
    public static FieldKind? Find(string name) => ByName.GetValueOrDefault(name);
}
