using Kith.Core.Types;

namespace Kith.Core.Access;

/// <summary>The built-in roles of people, from least to most; none for those who have only a workspace's own, and Kith itself above all.</summary>
public enum Role { None, Viewer, Member, Manager, Administrator, Owner, System }

/// <summary>Through what a write came in.</summary>
public enum Via { Screen, Api, Import, Merge, Undo, System, Form }

/// <summary>What a role allows beside records.</summary>
public enum Function
{
    ManagePeople, ManageTypes, Import, Export, ManageJobs, ManageWebhooks, ReadAudit, MakeKeys,
    /// <summary>Makes roles and sharing rules.</summary>
    ManageAccess,
    /// <summary>Sees Kith as somebody else who allows it.</summary>
    ViewAs,
    /// <summary>Sees private records of others.</summary>
    SeePrivate,
    /// <summary>Sees the imports, bulk changes and exports of others.</summary>
    SeeWork,
    /// <summary>Answers requests of people about their data, erases, and says how long data is kept.</summary>
    ManagePrivacy,
}

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
    /// <summary>Gathers what is told of sensitive fields; null where nobody is told, as in work of Kith itself.</summary>
    public SensitiveReads? Reads { get; init; }
    /// <summary>What the API key of the call lets through; null where there is no key.</summary>
    public KeyScope? Scope { get; init; }
    /// <summary>Who sees Kith as the person, and may do nothing but look; null where the person itself calls.</summary>
    public Guid? Viewer { get; init; }
    /// <summary>What the person may do; that of the built-in role where nothing else is known, and null for Kith itself.</summary>
    public PersonAccess? Access { get; private init; }

    /// <summary>A person of a workspace.</summary>
    public static Caller Of(Guid workspace, Guid person, Role role, Via via, string currency, TimeZoneInfo zone) =>
        role is Role.System or Role.None ? throw new ArgumentOutOfRangeException(nameof(role)) : new(workspace, person, role, via, null, currency, zone) { Access = PersonAccess.Of(role) };

    /// <summary>A person of a workspace with the roles it has there.</summary>
    public static Caller Of(Guid workspace, PersonAccess access, Via via, string currency, TimeZoneInfo zone) =>
        new(workspace, access.Membership.Person, access.Rank, via, null, currency, zone) { Access = access };

    /// <summary>Kith itself, for a stated reason. The only way round a person's rights; a test lists its uses.</summary>
    public static Caller System(string reason, Guid workspace, string currency, TimeZoneInfo zone) =>
        new(workspace, null, Role.System, Via.System, reason, currency, zone);

    /// <summary>The same person acting through something else, such as an import.</summary>
    public Caller Through(Via via) => Same(new(Workspace, Person, Role, via, Reason, Currency, Zone));

    /// <summary>The same person with days that begin in another time zone.</summary>
    public Caller In(TimeZoneInfo zone) => Same(new(Workspace, Person, Role, Via, Reason, Currency, zone));

    /// <summary>Kith itself, doing for the person what the person's rights were checked for as a whole, in the same changeset.</summary>
    public Caller ForThem(string reason, Via via) => Same(new(Workspace, null, Role.System, via, reason, Currency, Zone)) with { Behalf = Person ?? Behalf, Scope = null, Reads = null };

    private Caller Same(Caller other) => other with { Trace = Trace, Calendar = Calendar, Changeset = Changeset, Behalf = Behalf, Cause = Cause, Scope = Scope, Viewer = Viewer, Reads = Reads, Access = other.Role == Role.System ? null : Access };
}

/// <summary>Decides what callers may do. Everything that reads or writes asks here, and the answer enters the SQL.</summary>
public abstract class AccessPolicy
{
    /// <summary>The caller's rights on a type: those of the person, and of them what an API key lets through; who sees Kith as somebody else only reads.</summary>
    public TypeRights Rights(Caller caller, RecordType type)
    {
        var rights = caller.Scope is { } scope ? scope.Within(type, PersonRights(caller, type)) : PersonRights(caller, type);
        return caller.Viewer is null ? rights : rights with { Creates = Reach.None, Updates = Reach.None, Deletes = Reach.None, Exports = Reach.None };
    }

    /// <summary>True when the caller's role has the function, and an API key lets it through; who sees Kith as somebody else has only what decides what is seen.</summary>
    public bool May(Caller caller, Function function) =>
        (caller.Viewer is null || function is Function.SeePrivate or Function.SeeWork) && (caller.Scope?.Holds(function) ?? true) && PersonMay(caller, function);

    /// <summary>The rights on a type of the person behind the call.</summary>
    protected abstract TypeRights PersonRights(Caller caller, RecordType type);

    /// <summary>True when the role of the person behind the call has the function.</summary>
    protected abstract bool PersonMay(Caller caller, Function function);
}

/// <summary>The rights that a person's roles give; Kith itself may do everything.</summary>
public sealed class RolePolicy : AccessPolicy
{
    private static readonly TypeRights All = new(true, true, true, true);

    protected override TypeRights PersonRights(Caller caller, RecordType type) =>
        caller.Access is not { } access ? All : (type.Behaviour.Rights is { } own ? own(caller) : access.Of(type)).Under(type.Shelter);

    protected override bool PersonMay(Caller caller, Function function) => caller.Access?.Functions.Contains(function) ?? true;
}
