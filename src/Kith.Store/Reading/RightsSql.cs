using Kith.Core.Access;
using Kith.Core.Expressions;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using Kith.Store.Sql;
using Kith.Store.Writing;

namespace Kith.Store.Reading;

/// <summary>The caller's rights as SQL and as what the checker may see. The one place where rights enter statements.</summary>
internal sealed class RightsSql(Caller caller, AccessPolicy policy, Catalogue catalogue, DateTime now)
{
    private readonly Dictionary<string, TypeRights> _rights = [];
    private readonly HashSet<(RecordType Type, Field Field)> _telling = [];
    private bool _withoutSensitive;

    public Guid Workspace => caller.Workspace;

    /// <summary>Base currency of the workspace.</summary>
    public string Currency => caller.Currency;

    /// <summary>The most that a query of the caller may cost.</summary>
    public CostLimits Limits => caller.Limits;

    /// <summary>The moment that a query reads everything as of; null for the present.</summary>
    /// <param name="oneByOne">True where one record is read.</param>
    /// <exception cref="ProblemException">It is no moment, or one before what the workspace keeps.</exception>
    public Past? Past(string? at, bool oneByOne = false) => at is null ? null : new Past(Moment(at, "at"), oneByOne);

    /// <summary>The first instant behind a day or point in time that is kept.</summary>
    /// <exception cref="ProblemException">It is no moment, or one before what the workspace keeps.</exception>
    public DateTime Moment(string text, string parameter)
    {
        var until = ExpressionChecker.Until(text, Context, parameter);
        return catalogue.Past.From is { } from && until < from ? throw new ProblemException(Problem.Field(parameter, "past.forgotten", FieldKinds.DateTime.ToText(from))) : until;
    }

    /// <summary>The caller's rights on a type.</summary>
    public TypeRights Of(RecordType type)
    {
        if (!_rights.TryGetValue(type.Name, out var rights))
            _rights[type.Name] = rights = policy.Rights(caller, type);
        return rights;
    }

    /// <summary>What the checker needs to know.</summary>
    public CheckContext Context => new(catalogue, now, caller.Zone, caller.Calendar, caller.Person, Limits, Hides);

    /// <summary>The same for an expression whose value is told: the sensitive fields that it names count as read once <see cref="Tell(RecordType, Guid?)"/> says so.</summary>
    public CheckContext Telling => Context with { Named = (type, named) => _ = named.Sensitive && _telling.Add((type, named)) };

    /// <summary>Says that the caller is told what was checked with <see cref="Telling"/>.</summary>
    /// <param name="record">The record of the root type that it is worked out from; null where that is not known.</param>
    public void Tell(RecordType root, Guid? record)
    {
        foreach (var (type, field) in _telling)
            Tell(type, field, type == root ? record : null);
    }

    /// <summary>Says that the caller is told a sensitive field of a record.</summary>
    public void Tell(RecordType type, Field field, Guid? record) => caller.Reads?.Add(type, field, record);

    /// <summary>The same for what goes to many at once, whose reading cannot be told: sensitive fields are left out.</summary>
    public RightsSql WithoutSensitive() => new(caller, policy, catalogue, now) { _withoutSensitive = true };

    /// <summary>True when the caller may not know of the field.</summary>
    public bool Hides(RecordType type, Field field) =>
        Of(type).Hidden.Contains(field.Name) || (field.To is { } to && !Of(catalogue[to]).Read) || (_withoutSensitive && field.Sensitive);

    /// <summary>Condition that the record of an alias is readable, after the lead; nothing where all are.</summary>
    /// <param name="past">True where the alias is the record as it once was: what may be read is decided by what it is now.</param>
    public SqlText Readable(RecordType type, string alias, string lead, bool past = false) => Within(Of(type).Reads, type, alias, lead, past);

    /// <summary>Condition that the record of an alias may be written in a way, after the lead; nothing where all may.</summary>
    public SqlText Writable(RecordType type, string alias, string lead, WriteKind kind) =>
        Within(kind is WriteKind.Update ? Of(type).Updates : Of(type).Deletes, type, alias, lead, past: false);

    /// <summary>Condition that the record of an alias may leave in an export, after the lead; nothing where all may.</summary>
    public SqlText Exportable(RecordType type, string alias, string lead, bool past) => Within(Of(type).Exports, type, alias, lead, past);

    /// <summary>Condition that the record of an entry is readable; null where all are.</summary>
    /// <param name="of">Its type, where it is known; null for any.</param>
    public SqlText? ReadableEntry(string entry, RecordType? of = null) => ReadableEntry(entry, of is null ? catalogue.Types : [of]);

    private SqlText? ReadableEntry(string entry, IReadOnlyList<RecordType> types)
    {
        if (types.All(t => Of(t) is { ReadsAll: true }))
            return null;
        var (e, x) = (SqlText.Name(entry), entry + "x");
        var plain = types.Where(t => Of(t).ReadsAll).Select(t => t.Name).ToArray();
        var partly = types.Where(t => Of(t) is { Read: true, ReadsAll: false }).Select(t =>
            SqlText.Of($" or ({e}.type = {SqlText.NameLiteral(t.Name)} and exists (select 1 from {SqlText.Name(t.Table)} {SqlText.Name(x)} where {SqlText.Name(x)}.workspace_id = {e}.workspace_id and {SqlText.Name(x)}.id = {e}.id{Readable(t, x, " and ")} offset 0))"));
        return SqlText.Of($"({e}.type = any({plain}){SqlText.Join(SqlText.Empty, partly)})");
    }

    /// <summary>Condition that one way leads to the record of an alias.</summary>
    public SqlText Leads(Way way, RecordType type, string alias) => Within(new Reach([way]) { Shelter = Of(type).Reads.Shelter }, type, alias, "", past: false) is { IsEmpty: false } condition ? condition : SqlText.Of($"true");

    /// <summary>Checks the condition of a sharing rule and that it can be worked out.</summary>
    /// <exception cref="ProblemException">It names what is not there, or costs too much.</exception>
    public void Check(RecordType type, string condition)
    {
        var scope = new JoinScope(type, catalogue, Unlimited());
        new ExpressionSql(scope, caller.Zone).Condition(ExpressionChecker.Condition(condition, type, Context with { Hidden = (_, _) => false }, "condition"));
    }

    private SqlText Within(Reach reach, RecordType type, string alias, string lead, bool past)
    {
        if (reach.IsAll)
            return SqlText.Empty;
        // Rights see every field: they are the administrator's words, not the caller's.
        var plain = new JoinScope(type, catalogue, Unlimited(), alias: alias);
        var condition = Sheltered(ReachSql.Condition(reach, plain, alias, caller, Checked), reach.Shelter, alias);
        if (!plain.Joins && !past)
            return Lead(lead, condition);
        // Under an alias of its own: the one outside must not be hidden by it. Without the offset PostgreSQL may read every readable record first,
        // for a page of fifty.
        var own = alias + "r";
        var scope = new JoinScope(type, catalogue, Unlimited(), alias: own);
        condition = Sheltered(ReachSql.Condition(reach, scope, own, caller, Checked), reach.Shelter, own);
        var r = SqlText.Name(own);
        return Lead(lead, SqlText.Of($"exists (select 1 from {scope.From} where {r}.workspace_id = {SqlText.Name(alias)}.workspace_id and {r}.id = {SqlText.Name(alias)}.id and {condition} offset 0)"));

        Expr Checked(string where) => ExpressionChecker.Condition(where, type, Context with { Hidden = (_, _) => false }, "where");
    }

    // What shelters by a link to any type is not sheltered itself, so this ends.
    private SqlText Sheltered(SqlText condition, Field? shelter, string alias)
    {
        if (shelter is null)
            return condition;
        var (record, to) = (SqlText.Name(alias), SqlText.Name(alias + "s"));
        if (shelter.To is { } named)
        {
            return Of(catalogue[named]).ReadsAll ? condition
                : SqlText.Of($"({condition} and exists (select 1 from {SqlText.Name(catalogue[named].Table)} {to} where {to}.workspace_id = {record}.workspace_id and {to}.id = {Storages.Column(alias, shelter)}{Readable(catalogue[named], alias + "s", " and ")} offset 0))");
        }
        if (ReadableEntry(alias + "s", [.. catalogue.Types.Where(t => t.Shelter is null)]) is not { } readable)
            return condition;
        var link = SqlText.Name(alias + "l");
        return SqlText.Of($"({condition} and exists (select 1 from link {link} join entry {to} on {to}.workspace_id = {link}.workspace_id and {to}.id = {link}.to_id where {link}.workspace_id = {record}.workspace_id and {link}.from_id = {record}.id and {link}.field = {SqlText.NameLiteral(shelter.Name)} and {readable} offset 0))");
    }

    /// <summary>The same without limits of what may be read, for what administrators have worded: rights, and rules.</summary>
    public RightsSql Unlimited() => new(caller, new NoLimits(), catalogue, now);

    private static SqlText Lead(string lead, SqlText condition) => lead switch
    {
        " and " => SqlText.Of($" and {condition}"),
        "" => condition,
        _ => SqlText.Of($" where {condition}"),
    };

    private sealed class NoLimits : AccessPolicy
    {
        protected override TypeRights PersonRights(Caller caller, RecordType type) => new(true, true, true, true);
        protected override bool PersonMay(Caller caller, Function function) => false;
    }
}
