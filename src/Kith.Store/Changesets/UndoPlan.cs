using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Store.Sql;
using Kith.Store.Writing;

namespace Kith.Store.Changesets;

/// <summary>The changes that are to be taken back.</summary>
/// <param name="Changeset">Those of a changeset; null for a single one.</param>
/// <param name="Position">The position of a single one.</param>
internal sealed record Undone(Guid? Changeset, long? Position)
{
    /// <summary>Condition that a row <c>c</c> of a workspace's stream is one of them: between two positions, so that the rest of the stream is not read.</summary>
    public SqlText Changes(Guid workspace) => Changeset is { } set
        ? SqlText.Of($"c.position > (select s.behind from changeset s where s.workspace_id = {workspace} and s.id = {set}) and c.position <= (select coalesce(s.through, {long.MaxValue}) from changeset s where s.workspace_id = {workspace} and s.id = {set}) and c.changeset = {set}")
        : SqlText.Of($"c.position = {Position ?? 0}");
}

/// <summary>Whether a record is there.</summary>
internal enum Standing { Absent, Living, Trashed }

/// <summary>What some changes together did to one record.</summary>
internal sealed class RecordChanges
{
    private readonly Dictionary<string, (JsonElement From, JsonElement To)> _values = [];

    /// <summary>The record before the first of them.</summary>
    public Standing Before { get; private set; }
    /// <summary>The record after the last of them.</summary>
    public Standing After { get; private set; }
    /// <summary>Position of the first of them.</summary>
    public long First { get; private set; }
    /// <summary>True where Kith itself made them for somebody who may not have the right to each.</summary>
    public bool ByKith { get; private set; }
    /// <summary>Each field that was changed, with what it held before and after.</summary>
    public IReadOnlyDictionary<string, (JsonElement From, JsonElement To)> Values => _values;

    /// <summary>Adds the next change of the record.</summary>
    public void Add(long position, string kind, bool byKith, JsonElement diff)
    {
        if (First == 0)
        {
            (First, ByKith) = (position, byKith);
            Before = kind switch { "created" => Standing.Absent, "restored" => Standing.Trashed, _ => Standing.Living };
            After = Standing.Living;
        }
        After = kind switch { "deleted" => Standing.Trashed, "restored" or "created" => Standing.Living, _ => After };
        foreach (var field in diff.EnumerateObject())
            _values[field.Name] = (_values.TryGetValue(field.Name, out var known) ? known.From : field.Value[0].Clone(), field.Value[1].Clone());
    }
}

/// <summary>How what was done to one record is taken back: at most one write, and what it leaves as it is.</summary>
/// <param name="Write">Null where there is nothing to do.</param>
/// <param name="Kept">Fields that somebody changed since, or that cannot hold what they held; the code of each says which.</param>
internal sealed record UndoPlan(WriteRequest? Write, IReadOnlyList<(Field? Field, string Name, string Code)> Kept)
{
    private static readonly UndoPlan Nothing = new(null, []);

    /// <summary>Compares what the changes left with what is there now.</summary>
    /// <param name="present">The record; null where it is absent or the caller may not write it.</param>
    public static UndoPlan Of(RecordType type, RecordChanges changes, RecordState? present, Standing standing, TypeRights rights, InputFormat format)
    {
        if (present is null)
            return changes.Before == Standing.Absent ? Nothing : new UndoPlan(null, [(null, "", "undo.gone")]);
        if (changes.Before == Standing.Absent)
            return standing == Standing.Living ? Unmake(type, changes, present, format) : Nothing;
        if (changes.After == Standing.Trashed && changes.Before == Standing.Living)
            return standing == Standing.Trashed ? new UndoPlan(new WriteRequest(WriteKind.Restore, present.Id) { Version = present.Version }, []) : Nothing;
        if (standing == Standing.Trashed)
            return new UndoPlan(null, [(null, "", "undo.in_trash")]);
        return changes.Before == Standing.Trashed
            ? new UndoPlan(new WriteRequest(WriteKind.Delete, present.Id) { Version = present.Version }, [])
            : SetBack(type, changes, present, rights, format);
    }

    // What was made goes again, unless somebody has worked on it since.
    private static UndoPlan Unmake(RecordType type, RecordChanges changes, RecordState present, InputFormat format)
    {
        var kept = new List<(Field?, string, string)>();
        foreach (var field in type.Fields.Where(f => f is { Formula: null, System: false, Series: null }))
        {
            var made = changes.Values.TryGetValue(field.Name, out var value) ? Read(field, value.To, format, out _) : null;
            if (!field.Kind.Same(present.Values[field.Index], made))
                kept.Add((field, field.Name, "undo.changed_since"));
        }
        return kept.Count > 0 ? new UndoPlan(null, kept) : new UndoPlan(new WriteRequest(WriteKind.Delete, present.Id) { Version = present.Version }, []);
    }

    private static UndoPlan SetBack(RecordType type, RecordChanges changes, RecordState present, TypeRights rights, InputFormat format)
    {
        var write = new WriteRequest(WriteKind.Update, present.Id) { Version = present.Version, Exact = true };
        var kept = new List<(Field?, string, string)>();
        foreach (var (name, (from, to)) in changes.Values)
        {
            if (type.Find(name) is not { Formula: null } field)
            {
                kept.Add((null, name, "undo.field_gone"));
                continue;
            }
            if (field.Series is not null)
            {
                kept.Add((field, name, "undo.issued"));
                continue;
            }
            var (was, became) = (Read(field, from, format, out var usable), Read(field, to, format, out _));
            var now = present.Values[field.Index];
            if (field.Kind.Same(now, was) && usable)
                continue;
            if (rights.Hidden.Contains(name) || rights.Locked.Contains(name))
                kept.Add((null, "", "forbidden"));
            else if (!field.Kind.Same(now, became))
                kept.Add((field, name, "undo.changed_since"));
            else if (!usable)
                kept.Add((field, name, "undo.unusable"));
            else
                write.Values[field] = was;
        }
        return new UndoPlan(write.Values.Count > 0 ? write : null, kept);
    }

    private static object? Read(Field field, JsonElement json, InputFormat format, out bool usable)
    {
        var problems = new ProblemList();
        var value = json.ValueKind == JsonValueKind.Null ? null : field.Kind.Parse(json, field, format, problems);
        usable = problems.None;
        return value;
    }
}
