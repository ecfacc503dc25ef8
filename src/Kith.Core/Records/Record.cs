using Kith.Core.Types;

namespace Kith.Core.Records;

/// <summary>What every record has. Types derive from it and declare their fields as properties.</summary>
public abstract class Record
{
    private Dictionary<string, object?>? _own;

    /// <summary>UUIDv7, unique in the workspace.</summary>
    public Guid Id { get; set; }

    /// <summary>Values of the workspace's own fields by name, on the way through the write path; what is empty is missing.</summary>
    public IDictionary<string, object?> Own => _own ??= [];

    /// <summary>The value of a stored field of the record's type; null where it is empty.</summary>
    public object? Get(Field field)
    {
        var value = field.Own ? Own.TryGetValue(field.Name, out var own) ? own : null : field.Property!.GetValue(this);
        return value is "" || value is Guid id && id == Guid.Empty ? null : value;
    }

    /// <summary>Sets a stored field of the record's type.</summary>
    public void Set(Field field, object? value)
    {
        if (field.Own)
            Own[field.Name] = value;
        else
            field.Property!.SetValue(this, value ?? (field.Property.PropertyType == typeof(string) && field.Required ? "" : null));
    }
}

/// <summary>A record of a type that a workspace made itself; its fields are data, not properties.</summary>
public sealed class OwnRecord : Record;

/// <summary>An amount in a currency.</summary>
/// <param name="Amount">Up to four decimals; stored as numeric(19,4).</param>
/// <param name="Currency">ISO 4217 code.</param>
public readonly record struct Money(decimal Amount, string Currency)
{
    /// <summary>What it is worth in the workspace's currency; null where that is not worked out, and the amount itself counts.</summary>
    public decimal? Base { get; init; }

    /// <summary>True for the same amount in the same currency, whatever it is worth.</summary>
    public bool Equals(Money other) => Amount == other.Amount && Currency == other.Currency;
    public override int GetHashCode() => HashCode.Combine(Amount, Currency);
}

/// <summary>A telephone number.</summary>
/// <param name="Number">E.164, such as +390612345678; the digits as typed where no country is known.</param>
/// <param name="Text">As a person typed it.</param>
public sealed record PhoneNumber(string Number, string Text);

/// <summary>A postal address; every part may be empty.</summary>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
public sealed record Address(string? Street, string? City, string? Region, string? PostalCode, string? Country)
{
    /// <summary>True when no part is filled.</summary>
    public bool IsEmpty => Street is null && City is null && Region is null && PostalCode is null && Country is null;
}

/// <summary>Points at a record of any type.</summary>
public sealed record RecordReference(string Type, Guid Id);
