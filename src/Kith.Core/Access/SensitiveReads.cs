using Kith.Core.Types;

namespace Kith.Core.Access;

/// <summary>Sensitive values of one type that an answer tells.</summary>
/// <param name="Type">Name of the type.</param>
/// <param name="Records">The records they are of, as far as that is known: a sum or a file is of many.</param>
public sealed record SensitiveRead(string Type, IReadOnlyCollection<string> Fields, IReadOnlyCollection<Guid> Records);

/// <summary>Gathers the sensitive values that the answer to a caller tells, so that the audit knows of them before the answer leaves.</summary>
/// <param name="begins">Called at the first of them.</param>
public sealed class SensitiveReads(Action begins)
{
    private readonly SortedDictionary<string, (SortedSet<string> Fields, HashSet<Guid> Records)> _told = new(StringComparer.Ordinal);

    /// <summary>What was asked of the records, where these are not known one by one.</summary>
    public string? Where { get; private set; }

    /// <summary>Notes what was asked of records that are not known one by one.</summary>
    public void Asked(string? where) => Where = where;

    /// <summary>Notes that the answer tells a field.</summary>
    /// <param name="record">The record it is of; null where that is not known.</param>
    public void Add(RecordType type, Field field, Guid? record)
    {
        if (_told.Count == 0)
            begins();
        if (!_told.TryGetValue(type.Name, out var told))
            _told[type.Name] = told = (new SortedSet<string>(StringComparer.Ordinal), []);
        told.Fields.Add(field.Name);
        if (record is { } id)
            told.Records.Add(id);
    }

    /// <summary>What was gathered, by type.</summary>
    public IReadOnlyList<SensitiveRead> Told => [.. _told.Select(t => new SensitiveRead(t.Key, t.Value.Fields, t.Value.Records))];
}
