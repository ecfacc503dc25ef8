using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using Kith.Core.Records;
using Kith.Core.Types;

namespace Kith.Store.Writing;

/// <summary>A record in memory: its values by field index.</summary>
internal sealed class RecordState(Guid id, long version, object?[] values)
{
    public Guid Id { get; } = id;
    public long Version { get; } = version;
    public object?[] Values { get; } = values;
}

/// <summary>Moves values between arrays and the properties of a record class.</summary>
internal sealed class RecordBinder
{
    private static readonly ConcurrentDictionary<Type, RecordBinder> Known = new();

    private readonly Func<Record> _make;
    private readonly Dictionary<string, (Func<Record, object?> Get, Action<Record, object?> Set)> _properties;

    private RecordBinder(Type type)
    {
        var nullability = new NullabilityInfoContext();
        _make = Expression.Lambda<Func<Record>>(Expression.New(type)).Compile();
        _properties = type.GetProperties().Where(p => p.CanWrite && p.CanRead).ToDictionary(p => p.Name, p =>
        {
            var record = Expression.Parameter(typeof(Record));
            var value = Expression.Parameter(typeof(object));
            var property = Expression.Property(Expression.Convert(record, type), p);
            var get = Expression.Lambda<Func<Record, object?>>(Expression.Convert(property, typeof(object)), record).Compile();
            // A record in the making may lack what it requires: then the property says so in its own way, with an empty text or id.
            Expression empty = p.PropertyType == typeof(string) && nullability.Create(p).WriteState == NullabilityState.NotNull ? Expression.Constant("") : Expression.Default(p.PropertyType);
            var set = Expression.Lambda<Action<Record, object?>>(
                Expression.Assign(property, Expression.Condition(Expression.Equal(value, Expression.Constant(null)), empty, Expression.Convert(value, p.PropertyType))), record, value).Compile();
            return (get, set);
        });
    }

    /// <summary>The binder of a record class.</summary>
    public static RecordBinder Of(Type type) => Known.GetOrAdd(type, t => new RecordBinder(t));

    /// <summary>A record with the values of a state.</summary>
    public Record Make(RecordType type, Guid id, object?[] values)
    {
        var record = _make();
        record.Id = id;
        foreach (var field in Bound(type))
            _properties[field.Property!.Name].Set(record, values[field.Index]);
        foreach (var field in Own(type).Where(f => values[f.Index] is not null))
            record.Own[field.Name] = values[field.Index];
        return record;
    }

    /// <summary>Takes the record's values back into an array, for the fields that are stored.</summary>
    public void Take(RecordType type, Record record, object?[] values)
    {
        foreach (var field in Bound(type))
        {
            var value = _properties[field.Property!.Name].Get(record);
            // An unset required property reads as its default, which means empty.
            values[field.Index] = value is Guid id && id == Guid.Empty || value is "" ? null : value;
        }
        foreach (var field in Own(type))
            values[field.Index] = record.Own.TryGetValue(field.Name, out var value) ? value : null;
    }

    private static IEnumerable<Field> Own(RecordType type) => type.Fields.Where(f => f.Own && f.Formula is null);

    private IEnumerable<Field> Bound(RecordType type) => type.Fields.Where(f => f.Property is not null && f.Formula is null && _properties.ContainsKey(f.Property.Name));
}
