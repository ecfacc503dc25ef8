using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Records;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using ValueType = Kith.Core.Types.ValueType;

namespace Kith.Store.Catalogues;

/// <summary>What values of one kind are in another. Days begin in the workspace's time zone, amounts without a currency are of its own.</summary>
internal sealed class FieldConversion(Caller caller, Field from, Field to)
{
    private readonly InputFormat _format = new(caller.Currency, Zone: caller.Zone);

    /// <summary>True where values can be moved between two kinds at all.</summary>
    public static bool Fits(FieldKind from, FieldKind to) => from != to && Takes(from) && Takes(to);

    private static bool Takes(FieldKind kind) => kind is { Columns.Count: > 0 } and not (LinkKind or SeriesKind or RateKind);

    /// <summary>The value in the other kind; null and a reason where it is none.</summary>
    public object? Of(object value, ProblemList problems) => (value, to.Kind) switch
    {
        (Money money, { ValueType: ValueType.Number }) => Text(FieldKinds.Decimal.ToText(money.Amount), problems),
        (decimal number, MoneyKind) => new Money(number, caller.Currency),
        (long number, MoneyKind) => new Money(number, caller.Currency),
        (DateTime instant, DateKind) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(instant, caller.Zone)),
        (DateOnly day, Kith.Core.Types.Kinds.DateTimeKind) => TimeZoneInfo.ConvertTimeToUtc(day.ToDateTime(TimeOnly.MinValue, System.DateTimeKind.Unspecified), caller.Zone),
        (bool flag, { ValueType: ValueType.Number }) => Text(flag ? "1" : "0", problems),
        (Address address, _) when to.Kind is not AddressKind => Text(string.Join(", ", new[] { address.Street, address.PostalCode, address.City, address.Region, address.Country }.Where(p => !string.IsNullOrEmpty(p))), problems),
        (string[] texts, ChoicesKind or TagsKind) => to.Kind.FromText(string.Join(';', texts.Select(LabelOf)) + ";", to, _format, problems),
        (string[] texts, _) => Text(string.Join("; ", texts.Select(LabelOf)), problems),
        (string text, ChoicesKind or TagsKind) => to.Kind.FromText(LabelOf(text) + ";", to, _format, problems),
        (string text, _) when from.Kind is ChoiceKind => Text(LabelOf(text), problems),
        _ => Text(from.Kind.ToText(value), problems),
    };

    /// <summary>The value as people read it.</summary>
    public string TextOf(object value) => value switch
    {
        string text => LabelOf(text),
        string[] texts => string.Join("; ", texts.Select(LabelOf)),
        _ => from.Kind.ToText(value),
    };

    private object? Text(string text, ProblemList problems) => to.Kind.FromText(text, to, _format, problems);

    private string LabelOf(string value) => from.Choices.FirstOrDefault(c => c.Value == value)?.Label ?? value;
}
