using Kith.Core.Types;

namespace Kith.Core.Access;

/// <summary>What a person may do in a workspace, from least to most.</summary>
public enum Role { Member, Administrator, Owner, System }

/// <summary>Through what a write came in.</summary>
public enum Via { Screen, Api, Import, Merge, Undo, System }

/// <summary>What a role allows beside records.</summary>
public enum Function { ManagePeople, ManageTypes, Import, Export, ManageJobs, ManageWebhooks, ReadAudit, MakeKeys }

/// <summary>Who reads or writes: the required argument of every read and write.</summary>
public sealed record Caller
{
    private Caller(Guid workspace, Guid? person, Role role, Via via, string? reason, string currency, TimeZoneInfo zone) =>
        (Workspace, Person, Role, Via, Reason, Currency, Zone, Limits) = (workspace, person, role, via, reason, currency, zone, CostLimits.Of(via));

    public Guid Workspace { get; }
    /// <summary>The person behind the call; null for Kith itself.</summary>
    public Guid? Person { get; }
    public Role Role { get; }
    public Via Via { get; }
    /// <summary>Why Kith itself acts; null for people.</summary>
    public string? Reason { get; }
    /// <summary>The workspace's base currency.</summary>
    public string Currency { get; }
    /// <summary>The time zone in which the caller's days begin.</summary>
    public TimeZoneInfo Zone { get; }
    /// <summary>When the workspace's weeks and fiscal years begin.</summary>
    public WorkCalendar Calendar { get; init; } = WorkCalendar.Default;
    /// <summary>The most that a query may cost.</summary>
    public CostLimits Limits { get; init; }
    /// <summary>Ties a change to the request or job that made it.</summary>
    public string? Trace { get; init; }
    /// <summary>The changeset that everything written belongs to; null for changes that stand alone.</summary>
    public Guid? Changeset { get; init; }
    /// <summary>The person for whom Kith itself acts; null where nobody asked it to, and for people.</summary>
    public Guid? Behalf { get; init; }
    /// <summary>Position of the change that made the caller write; null where none did.</summary>
    public long? Cause { get; init; }
    /// <summary>What the API key of the call lets through; null where there is no key.</summary>
    public KeyScope? Scope { get; init; }

    /// <summary>A person of a workspace.</summary>
    public static Caller Of(Guid workspace, Guid person, Role role, Via via, string currency, TimeZoneInfo zone) =>
        role == Role.System ? throw new ArgumentOutOfRangeException(nameof(role)) : new(workspace, person, role, via, null, currency, zone);

    /// <summary>Kith itself, for a stated reason. The only way round a person's rights; a test lists its uses.</summary>
    public static Caller System(string reason, Guid workspace, string currency, TimeZoneInfo zone) =>
        new(workspace, null, Role.System, Via.System, reason, currency, zone);

    /// <summary>The same person acting through something else, such as an import.</summary>
    public Caller Through(Via via) => Same(new(Workspace, Person, Role, via, Reason, Currency, Zone));

    /// <summary>The same person with days that begin in another time zone.</summary>
    public Caller In(TimeZoneInfo zone) => Same(new(Workspace, Person, Role, Via, Reason, Currency, zone));

    /// <summary>Kith itself, doing for the person what the person's rights were checked for as a whole, in the same changeset.</summary>
    public Caller ForThem(string reason, Via via) => Same(new(Workspace, null, Role.System, via, reason, Currency, Zone)) with { Behalf = Person, Scope = null };

    private Caller Same(Caller other) => other with { Trace = Trace, Calendar = Calendar, Changeset = Changeset, Behalf = Behalf, Cause = Cause, Scope = Scope };
}

/// <summary>What a caller may do with one type.</summary>
/// <param name="ReadWhere">Expression that readable records satisfy; null for all.</param>
/// <param name="WriteWhere">Expression that writable records satisfy; null for all.</param>
public sealed record TypeRights(bool Read, bool Create, bool Update, bool Delete, string? ReadWhere = null, string? WriteWhere = null)
{
    /// <summary>Fields the caller may not read; they are unknown to it.</summary>
    public IReadOnlySet<string> Hidden { get; init; } = new HashSet<string>();
    /// <summary>Fields the caller may read but not write.</summary>
    public IReadOnlySet<string> Locked { get; init; } = new HashSet<string>();
}

/// <summary>Decides what callers may do. Everything that reads or writes asks here, and the answer enters the SQL.</summary>
public abstract class AccessPolicy
{
    /// <summary>The caller's rights on a type: those of the person, and of them what an API key lets through.</summary>
    public TypeRights Rights(Caller caller, RecordType type) => caller.Scope is { } scope ? scope.Within(type, PersonRights(caller, type)) : PersonRights(caller, type);

    /// <summary>True when the caller's role has the function, and an API key lets it through.</summary>
    public bool May(Caller caller, Function function) => (caller.Scope?.Holds(function) ?? true) && PersonMay(caller, function);

    /// <summary>The rights on a type of the person behind the call.</summary>
    protected abstract TypeRights PersonRights(Caller caller, RecordType type);

    /// <summary>True when the role of the person behind the call has the function.</summary>
    protected abstract bool PersonMay(Caller caller, Function function);
}

/// <summary>The rights of the built-in roles: members work with all records, administrators also shape the workspace.</summary>
public sealed class RolePolicy : AccessPolicy
{
    private static readonly TypeRights All = new(true, true, true, true);
    private static readonly TypeRights ReadOnly = new(true, false, false, false);

    protected override TypeRights PersonRights(Caller caller, RecordType type)
    {
        if (caller.Role != Role.System && type.Behaviour.Rights is { } own)
            return own(caller);
        return caller.Role >= Role.Administrator || !type.Setup ? All : ReadOnly;
    }

    protected override bool PersonMay(Caller caller, Function function) => function switch
    {
        Function.ManagePeople or Function.ManageTypes or Function.ManageJobs or Function.ManageWebhooks or Function.ReadAudit => caller.Role >= Role.Administrator,
        Function.Import or Function.Export or Function.MakeKeys => true,
        _ => throw new ArgumentOutOfRangeException(nameof(function)),
    };
}
