using Kith.Core.Access;
using Kith.Core.Actions;
using Kith.Core.Expressions;
using Kith.Core.Notifications;
using Kith.Core.Records;
using Kith.Core.Types;

namespace Kith.Core.Modules;

/// <summary>A part of Kith: the types it offers and how they behave.</summary>
public abstract class Module
{
    /// <summary>Declares every type of the module.</summary>
    protected abstract void Declare(ModuleBuilder builder);

    /// <summary>What the module declares.</summary>
    public ModuleBuilder Declarations(Labels labels)
    {
        var builder = new ModuleBuilder(labels);
        Declare(builder);
        return builder;
    }
}

/// <summary>One declared type.</summary>
public sealed record TypeDeclaration(Type Class, Behaviour Behaviour);

/// <summary>Collects what a module declares.</summary>
public sealed class ModuleBuilder(Labels labels)
{
    private readonly List<TypeDeclaration> _types = [];
    private readonly List<NotificationKind> _notifications = [];

    public IReadOnlyList<TypeDeclaration> Types => _types;
    public IReadOnlyList<NotificationKind> Notifications => _notifications;

    /// <summary>Declares a reason to tell people of something.</summary>
    public ModuleBuilder Notification<T>() where T : NotificationKind, new()
    {
        _notifications.Add(new T());
        return this;
    }

    /// <summary>Declares a type and, where it has any, its rules, preparations and actions.</summary>
    public ModuleBuilder Type<T>(Action<TypeBuilder<T>>? declare = null) where T : Record
    {
        var builder = new TypeBuilder<T>(labels);
        declare?.Invoke(builder);
        _types.Add(new TypeDeclaration(typeof(T), builder.Build()));
        return this;
    }
}

/// <summary>Collects the behaviour of one type.</summary>
public sealed class TypeBuilder<T>(Labels labels) where T : Record
{
    private readonly List<Preparation> _preparations = [];
    private readonly List<ActionDefinition> _actions = [];
    private Func<Caller, TypeRights>? _rights;
    private readonly Dictionary<string, IReadOnlyList<ScoreRule>> _scores = [];
    private DueDate? _due;
    private Reminding? _reminding;
    private string? _handedOver;
    private Func<Record, string?>? _kept;
    private bool _turns;
    private readonly List<Keeping> _keeps = [];
    private AheadOfTime? _ahead;

    /// <summary>A pure rule: looks at the record and the change, adds problems.</summary>
    public TypeBuilder<T> Rule(Action<T, Draft> rule) => Prepare((drafts, _, _) =>
    {
        foreach (var draft in drafts)
            rule((T)draft.Record, draft);
        return ValueTask.CompletedTask;
    });

    /// <summary>A step before the checks that fills in or derives values, for all records of a write at once; it may look at other records.</summary>
    public TypeBuilder<T> Prepare(Preparation preparation)
    {
        _preparations.Add(preparation);
        return this;
    }

    /// <summary>A named operation on one or many records.</summary>
    /// <param name="input">What it asks for; a field without a label gets that of <c>type:action.field</c>.</param>
    public TypeBuilder<T> Action(string name, ActionApply apply, params Field[] input)
    {
        var type = RecordTypeReader.NameOf(typeof(T));
        Field[] labelled = [.. input.Select(f => f.Label.Length > 0 ? f : f with { Label = labels.Field($"{type}:{name}", f.Name) })];
        _actions.Add(new ActionDefinition(name, labels.Action(type, name), labelled, apply));
        return this;
    }

    /// <summary>A whole number that adds up the points of the rules that hold.</summary>
    /// <param name="field">Name of the field that shows it.</param>
    public TypeBuilder<T> Score(string field, IReadOnlyList<ScoreRule> rules)
    {
        _scores[field] = rules;
        return this;
    }

    /// <summary>A named operation that makes or changes other records along with each of its own: all of it is saved or nothing, under one changeset, and undone as a whole.</summary>
    public TypeBuilder<T> CompositeAction(string name, ActionApply apply, params Field[] input)
    {
        Action(name, apply, input);
        _actions[^1] = _actions[^1] with { Composite = true };
        return this;
    }

    /// <summary>What a call of an action is answered with, in place of the record.</summary>
    /// <param name="members">Names of members, each with the field of the record whose value it shows.</param>
    public TypeBuilder<T> Answers(string action, params (string Name, string Field)[] members)
    {
        var at = _actions.FindIndex(a => a.Name == action);
        _actions[at] = _actions[at] with { Answers = members };
        return this;
    }

    /// <summary>What people may do with the type's records, in place of what their role allows.</summary>
    public TypeBuilder<T> Rights(Func<Caller, TypeRights> rights)
    {
        _rights = rights;
        return this;
    }

    /// <summary>When a record is due, of which its owner is told.</summary>
    /// <param name="field">A point in time.</param>
    /// <param name="open">Condition that records satisfy as long as something is to be done.</param>
    public TypeBuilder<T> Due(string field, string open)
    {
        _due = new DueDate(field, open);
        return this;
    }

    /// <summary>When people are reminded of a record before it begins or is due.</summary>
    public TypeBuilder<T> Remind(Reminding reminding)
    {
        _reminding = reminding;
        return this;
    }

    /// <summary>Which records go to a successor when their owner leaves; all where nothing is said, and of types with a due date those with something to be done.</summary>
    /// <param name="open">Condition that such records satisfy.</param>
    public TypeBuilder<T> HandedOver(string open)
    {
        _handedOver = open;
        return this;
    }

    /// <summary>Which records do not go to the trash.</summary>
    /// <param name="reason">The code of the reason; null where a record may go.</param>
    public TypeBuilder<T> Kept(Func<T, string?> reason)
    {
        _kept = record => reason((T)record);
        return this;
    }

    /// <summary>Says that preparations or actions take turns, which then count only with what they were taken for.</summary>
    public TypeBuilder<T> TakesTurns()
    {
        _turns = true;
        return this;
    }

    /// <summary>
    /// Says what a whole takes from its parts, the records of this type: whenever some are written, trashed, brought back or moved, in the same transaction. Who may not change the whole may not write its parts.
    /// Wholes are held from before the parts are prepared, so preparations know of all that others have written.
    /// </summary>
    /// <param name="link">Name of the field that points at the whole.</param>
    /// <param name="take">Sets properties of the whole to what all its living parts say, whoever may see them.</param>
    public TypeBuilder<T> Keeps<TWhole>(string link, Action<TWhole, IReadOnlyList<T>> take) where TWhole : Record
    {
        _keeps.Add(new Keeping(link, typeof(TWhole), (whole, parts) => take((TWhole)whole, [.. parts.Cast<T>()])));
        return this;
    }

    /// <summary>Says that records make others ahead of time, by themselves.</summary>
    public TypeBuilder<T> Ahead(AheadOfTime ahead)
    {
        _ahead = ahead;
        return this;
    }

    internal Behaviour Build() => new(_preparations, _actions) { Rights = _rights, Due = _due, Reminding = _reminding, HandedOver = _handedOver, Scores = _scores, Kept = _kept, TakesTurns = _turns, Keeps = _keeps, Ahead = _ahead };
}

/// <summary>A step that prepares records before they are checked.</summary>
public delegate ValueTask Preparation(IReadOnlyList<Draft> drafts, IRecordSource source, CancellationToken cancellation);

/// <summary>Reads other records for a preparation or an action, in the same workspace.</summary>
public interface IRecordSource
{
    /// <summary>The instant of the write.</summary>
    DateTime Now { get; }
    /// <summary>The day of the write in the workspace's time zone.</summary>
    DateOnly Today { get; }
    /// <summary>The workspace's time zone.</summary>
    TimeZoneInfo Zone { get; }
    /// <summary>The person behind the write, if any.</summary>
    Guid? Me { get; }
    /// <summary>The workspace's own currency.</summary>
    string Currency { get; }
    /// <summary>What a unit of other currencies was worth in the workspace's own, by currency and day: by the last rate until then, or the first one there is. A currency without any rate is missing.</summary>
    ValueTask<IReadOnlyDictionary<(string Currency, DateOnly Day), decimal>> RatesAsync(IReadOnlyCollection<(string Currency, DateOnly Day)> of, CancellationToken cancellation);
    /// <summary>An id for a record that is to be made.</summary>
    Guid NewId();
    /// <summary>What names mean to the one who writes: the types and fields they know of.</summary>
    CheckContext Names { get; }
    /// <summary>All living records of a small type such as stage, at most 5,000, ordered by id.</summary>
    Task<IReadOnlyList<T>> AllAsync<T>(CancellationToken cancellation) where T : Record;
    /// <summary>Living records that the one who writes may read and that satisfy a condition, the newest first.</summary>
    /// <param name="where">A condition of the expression language; what stands in quotes comes through <see cref="Expressions.ExpressionPrinter"/>.</param>
    Task<IReadOnlyList<T>> FindAsync<T>(string where, int most, CancellationToken cancellation) where T : Record;
    /// <summary>Values of living records of any type, such as one of another module, that the one who writes may read; fields they may not read are empty.</summary>
    /// <param name="type">Name of the type.</param>
    /// <param name="fields">Names of fields that keep values.</param>
    Task<IReadOnlyDictionary<Guid, IReadOnlyList<object?>>> ValuesAsync(string type, IReadOnlyCollection<Guid> ids, IReadOnlyList<string> fields, CancellationToken cancellation);
    /// <summary>The same for a type that another module declares.</summary>
    Task<IReadOnlyList<Record>> FindAsync(RecordType type, string where, int most, CancellationToken cancellation);
    /// <summary>True where the one who writes may set the field on records of its type.</summary>
    bool MaySet(RecordType type, Field field);
    /// <summary>True where a person writes on a screen.</summary>
    bool ByHand { get; }
    /// <summary>True where records are made one.</summary>
    bool Merges { get; }
    /// <summary>Living records by their ids, whoever asks.</summary>
    Task<IReadOnlyList<T>> TheseAsync<T>(IReadOnlyCollection<Guid> ids, CancellationToken cancellation) where T : Record;
    /// <summary>All living records whose link points at one of some records, whoever asks.</summary>
    /// <param name="link">Name of the field.</param>
    Task<IReadOnlyList<T>> OfAsync<T>(string link, IReadOnlyCollection<Guid> ids, CancellationToken cancellation) where T : Record;
    /// <summary>Of each record the place of the first condition that holds for it, and -1 where none does. Conditions are the administrators' words: they see every field, and one that cannot be worked out holds for nothing.</summary>
    /// <param name="drafts">Records of one type: new ones as they would be saved, others as they are saved.</param>
    /// <param name="asWritten">True to take others, too, as they would be saved.</param>
    Task<IReadOnlyList<int>> FirstAsync(IReadOnlyList<Draft> drafts, IReadOnlyList<string> conditions, CancellationToken cancellation, bool asWritten = false);
    /// <summary>Why a condition of administrators over records of a type cannot be worked out; null where it can.</summary>
    string? Fault<T>(string condition) where T : Record;
    /// <summary>How many living records each of some people has that satisfy a condition, whoever asks; who has none is missing.</summary>
    /// <param name="field">Name of the field that names the person.</param>
    Task<IReadOnlyDictionary<Guid, long>> CountAsync<T>(string field, IReadOnlyCollection<Guid> people, string where, CancellationToken cancellation) where T : Record;
    /// <summary>Takes turns: nobody else of the workspace does meanwhile, and they count once what is written is saved. Whoever only looks leaves no trace.</summary>
    /// <param name="of">What the turns are about, as ids of records.</param>
    Task TurnsAsync(IReadOnlyCollection<Guid> of, Func<Turns, Task> take, CancellationToken cancellation);
}

/// <summary>How far each person has come in what is dealt out in turns.</summary>
/// <param name="places">By what is dealt out and person.</param>
public sealed class Turns(IReadOnlyDictionary<(Guid Of, Guid Person), long> places)
{
    private readonly Dictionary<(Guid Of, Guid Person), long> _moved = [];

    /// <summary>Places that are others now.</summary>
    public IReadOnlyDictionary<(Guid Of, Guid Person), long> Moved => _moved;

    /// <summary>A person's place; null for who has had no turn yet.</summary>
    public long? Place(Guid of, Guid person) => _moved.TryGetValue((of, person), out var moved) ? moved : places.TryGetValue((of, person), out var place) ? place : null;

    /// <summary>Moves a person on.</summary>
    public void Move(Guid of, Guid person, long place) => _moved[(of, person)] = place;
}
