using Kith.Core.Problems;
using Kith.Core.Records;
using Kith.Core.Types;

namespace Kith.Core.Modules;

/// <summary>One record on its way through the write path.</summary>
public sealed class Draft(Record record, bool isNew, Func<string, bool> changed, Func<string, bool> filled, Func<string, bool> named, Func<string, object?> before, ProblemList problems)
{
    private readonly List<AlongWrite> _along = [];

    /// <summary>A record as it is saved, which nobody writes.</summary>
    public static Draft Saved(Record record) => new(record, isNew: false, _ => false, _ => false, _ => false, _ => null, new ProblemList());

    /// <summary>The record with the change applied; steps may set its properties.</summary>
    public Record Record { get; } = record;
    public bool IsNew { get; } = isNew;
    /// <summary>What is wrong with it; a record with problems is not saved.</summary>
    public ProblemList Problems { get; } = problems;
    /// <summary>True when the write sets the field to another value than it had.</summary>
    public bool Changed(string field) => changed(field);
    /// <summary>True when the field has a value, be it one of the type's own or of the workspace's.</summary>
    public bool Filled(string field) => filled(field);
    /// <summary>True when the write, or the input of its action, says what the field shall be, be it what it was or would be anyway.</summary>
    public bool Named(string field) => named(field);
    /// <summary>True once rules of administrators have decided who gets the record: then it may be somebody for whom the one who writes could make none.</summary>
    public bool Dealt { get; set; }
    /// <summary>The value that a field of the type's own had before the write; null where it was empty or the record is new.</summary>
    public object? Before(string field) => before(field);
    /// <summary>True where values that stood there before are put back: preparations may refuse them, what they set is not taken.</summary>
    public bool Exact { get; init; }
    /// <summary>What a composite action does to other records, in order, before this one is saved.</summary>
    public IReadOnlyList<AlongWrite> Along => _along;

    /// <summary>Makes a record along with this one.</summary>
    /// <param name="id">A new id, of <see cref="IRecordSource.NewId"/>; this record may point at it.</param>
    public void Make<T>(Guid id, Action<T> set) where T : Record => _along.Add(new AlongWrite(typeof(T), id, true, r => set((T)r)));

    /// <summary>Changes a living record along with this one.</summary>
    /// <param name="ifAllowed">True where a record that the caller may not change stays as it is, instead of refusing all.</param>
    public void Change<T>(Guid id, Action<T> set, bool ifAllowed = false) where T : Record => _along.Add(new AlongWrite(typeof(T), id, false, r => set((T)r)) { IfAllowed = ifAllowed });

    /// <summary>Changes a living record of a type that another module declares, unless the caller may not change it.</summary>
    public void ChangeIfAllowed(Record other, Field field, object? value) => _along.Add(new AlongWrite(other.GetType(), other.Id, false, r => r.Set(field, value)) { IfAllowed = true });
}

/// <summary>What is done to another record along with one, with the rights of whoever acts.</summary>
/// <param name="Class">The record's class.</param>
/// <param name="Set">Sets its properties.</param>
public sealed record AlongWrite(Type Class, Guid Id, bool IsNew, Action<Record> Set)
{
    /// <summary>True where a record that the caller may not change stays as it is, instead of refusing all.</summary>
    public bool IfAllowed { get; init; }
}
