using Kith.Core.Access;
using Kith.Core.Actions;
using Kith.Core.Records;
using Kith.Core.Types;

namespace Kith.Core.Modules;

/// <summary>What a type does beside holding values.</summary>
public sealed record Behaviour(IReadOnlyList<Preparation> Preparations, IReadOnlyList<ActionDefinition> Actions)
{
    public static readonly Behaviour None = new([], []);

    /// <summary>What people may do with the records; null where their role decides.</summary>
    public Func<Caller, TypeRights>? Rights { get; init; }
    /// <summary>What records do by themselves ahead of time; null where nothing.</summary>
    public AheadOfTime? Ahead { get; init; }
    /// <summary>When records are due; null where they never are.</summary>
    public DueDate? Due { get; init; }
    /// <summary>When people are reminded of records; null where they never are.</summary>
    public Reminding? Reminding { get; init; }
    /// <summary>Condition of the records that go to a successor when their owner leaves; null for all.</summary>
    public string? HandedOver { get; init; }
    /// <summary>The rules of scores, by the names of their fields.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<ScoreRule>> Scores { get; init; } = new Dictionary<string, IReadOnlyList<ScoreRule>>();
    /// <summary>Why a record does not go to the trash, as a code; null where all may.</summary>
    public Func<Record, string?>? Kept { get; init; }
    /// <summary>True where preparations or actions take turns.</summary>
    public bool TakesTurns { get; init; }
    /// <summary>What wholes take from the type's records.</summary>
    public IReadOnlyList<Keeping> Keeps { get; init; } = [];
}

/// <summary>What a whole takes from its parts.</summary>
/// <param name="Link">Name of the field of a part that points at the whole.</param>
/// <param name="Whole">The class of the whole.</param>
/// <param name="Take">Sets properties of a whole to what all its living parts say.</param>
public sealed record Keeping(string Link, Type Whole, Action<Record, IReadOnlyList<Record>> Take)
{
    /// <summary>The wholes that a part belongs to or belonged to before a write.</summary>
    public IEnumerable<Guid> WholesOf(RecordType part, params ReadOnlySpan<object?[]?> states)
    {
        var wholes = new HashSet<Guid>();
        foreach (var state in states)
        {
            if (state?[part[Link].Index] is Guid whole && whole != Guid.Empty)
                wholes.Add(whole);
        }
        return wholes;
    }
}

/// <summary>When a record is due.</summary>
/// <param name="Field">Name of a field with a point in time.</param>
/// <param name="Open">Condition that records satisfy as long as something is to be done.</param>
public sealed record DueDate(string Field, string Open);

/// <summary>When people are reminded of a record.</summary>
/// <param name="Minutes">Name of a field with choices that are minutes before the moment.</param>
/// <param name="Moments">Names of fields with points in time, the first that is filled counts.</param>
/// <param name="Day">Name of a field with a date that counts before them: the beginning of that day, wherever the person is.</param>
/// <param name="People">Names of fields that say whom; of links to anything the people among them.</param>
/// <param name="Open">Condition that records satisfy as long as something is to be done.</param>
public sealed record Reminding(string Minutes, IReadOnlyList<string> Moments, string Day, IReadOnlyList<string> People, string Open);

/// <summary>A composite action that is run by itself on records, with the rights of whose they are.</summary>
/// <param name="Action">Name of the action; it asks for nothing.</param>
/// <param name="Until">The field with the day up to which a record has done its work.</param>
/// <param name="Person">The field that names whose record it is.</param>
/// <param name="Days">How many days ahead of today the work is to be done at least.</param>
public sealed record AheadOfTime(string Action, string Until, string Person, int Days);
