using Kith.Core.Access;
using Kith.Core.Expressions;
using Kith.Core.Modules;
using Kith.Core.Records;
using Kith.Core.Types;
using Kith.Store.Rates;
using Kith.Store.Reading;
using Kith.Store.Sql;

namespace Kith.Store.Writing;

/// <summary>Lets preparations and actions look at other records of the workspace.</summary>
/// <param name="busy">Ends when the session is free; null where nothing is being saved beside.</param>
/// <param name="looks">True where nothing is written in the end.</param>
internal sealed class RecordSource(Session session, Database database, Caller caller, Catalogue catalogue, RightsSql rights, IdSource ids, DateTime now, Task? busy, bool looks = false) : IRecordSource
{
    private const int Most = 5_000;
    private readonly Dictionary<Type, object> _read = [];
    private readonly Dictionary<(string Currency, DateOnly Day), decimal> _rates = [];
    private readonly HashSet<(string Currency, DateOnly Day)> _asked = [];

    public DateTime Now => now;
    public DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(now, caller.Zone));
    public TimeZoneInfo Zone => caller.Zone;
    public Guid? Me => caller.Person;
    public bool ByHand => caller.Via == Via.Screen;
    public bool Merges => caller.Via == Via.Merge;
    public CheckContext Names => rights.Context;
    public string Currency => caller.Currency;
    public Guid NewId() => ids.Next();

    /// <summary>Which rates were read, as a number that is another one with each change; null while none were.</summary>
    public long? Rates { get; private set; }

    public async ValueTask<IReadOnlyDictionary<(string Currency, DateOnly Day), decimal>> RatesAsync(IReadOnlyCollection<(string Currency, DateOnly Day)> of, CancellationToken cancellation)
    {
        var unknown = of.Distinct().Where(o => !_asked.Contains(o)).ToList();
        if (unknown.Count == 0)
            return _rates;
        if (busy is not null)
            await busy;
        // One look for all of a write: what it is worked out with must be of one time.
        if (Rates is null && (Rates = await RateTable.VersionAsync(session, caller.Workspace, cancellation)) is null)
            return _rates;
        foreach (var (currency, day, rate) in await RateTable.OnAsync(session, caller.Workspace, unknown, cancellation))
            _rates[(currency, day)] = rate;
        _asked.UnionWith(unknown);
        return _rates;
    }

    public async Task<IReadOnlyList<T>> AllAsync<T>(CancellationToken cancellation) where T : Record
    {
        if (_read.TryGetValue(typeof(T), out var known))
            return (IReadOnlyList<T>)known;
        if (busy is not null)
            await busy;
        var type = catalogue.Of<T>();
        var binder = RecordBinder.Of(typeof(T));
        var states = await StateLoader.SelectAsync(session, type, SqlText.Of($"t.workspace_id = {caller.Workspace} and t.deleted_at is null order by t.id limit {Most}"), cancellation);
        T[] records = [.. states.Select(s => (T)binder.Make(type, s.Id, s.Values))];
        _read[typeof(T)] = records;
        return records;
    }

    public async Task<IReadOnlyList<T>> FindAsync<T>(string where, int most, CancellationToken cancellation) where T : Record =>
        [.. (await FindAsync(catalogue.Of<T>(), where, most, cancellation)).Cast<T>()];

    public async Task<IReadOnlyList<Record>> FindAsync(RecordType type, string where, int most, CancellationToken cancellation)
    {
        if (!rights.Of(type).Read)
            return [];
        if (busy is not null)
            await busy;
        var found = await session.ListAsync(SqlText.Of($"{RecordReader.Ids(caller, catalogue, type, where, rights)} order by t.id desc limit {(long)most}"), r => r.GetGuid(0), cancellation);
        var binder = RecordBinder.Of(type.Class);
        var states = found.Count == 0 ? [] : await StateLoader.SelectAsync(session, type, SqlText.Of($"t.workspace_id = {caller.Workspace} and t.id = any({found.ToArray()}) order by t.id desc"), cancellation);
        return [.. states.Select(s => binder.Make(type, s.Id, s.Values))];
    }

    public Task<IReadOnlyList<T>> TheseAsync<T>(IReadOnlyCollection<Guid> ids, CancellationToken cancellation) where T : Record =>
        LivingAsync<T>(SqlText.Of($"t.id"), ids, cancellation);

    public Task<IReadOnlyList<T>> OfAsync<T>(string link, IReadOnlyCollection<Guid> ids, CancellationToken cancellation) where T : Record =>
        LivingAsync<T>(Storages.Column(JoinScope.Root, catalogue.Of<T>()[link]), ids, cancellation);

    private async Task<IReadOnlyList<T>> LivingAsync<T>(SqlText column, IReadOnlyCollection<Guid> ids, CancellationToken cancellation) where T : Record
    {
        if (ids.Count == 0)
            return [];
        if (busy is not null)
            await busy;
        var type = catalogue.Of<T>();
        var binder = RecordBinder.Of(typeof(T));
        var states = await StateLoader.LivingAsync(session, caller, type, column, [.. ids], cancellation);
        return [.. states.Select(s => (T)binder.Make(type, s.Id, s.Values))];
    }

    public async Task<IReadOnlyDictionary<Guid, IReadOnlyList<object?>>> ValuesAsync(string type, IReadOnlyCollection<Guid> ids, IReadOnlyList<string> fields, CancellationToken cancellation)
    {
        if (ids.Count == 0 || catalogue.Find(type) is not { } of || !rights.Of(of).Read)
            return new Dictionary<Guid, IReadOnlyList<object?>>();
        if (busy is not null)
            await busy;
        var states = await StateLoader.SelectAsync(session, of, SqlText.Of($"t.workspace_id = {caller.Workspace} and t.id = any({ids.ToArray()}) and t.deleted_at is null{RecordReader.OfType(of)}{rights.Readable(of, JoinScope.Root, " and ")}"), cancellation);
        return states.ToDictionary(s => s.Id, s => (IReadOnlyList<object?>)[.. fields.Select(f => rights.Hides(of, of[f]) ? null : s.Values[of[f].Index])]);
    }

    public bool MaySet(RecordType type, Field field) => field.Writable && !rights.Hides(type, field) && !rights.Of(type).Locked.Contains(field.Name);

    public async Task<IReadOnlyList<int>> FirstAsync(IReadOnlyList<Draft> drafts, IReadOnlyList<string> conditions, CancellationToken cancellation, bool asWritten = false)
    {
        if (busy is not null)
            await busy;
        return await new FirstHolding(caller, catalogue, rights, now).OfAsync(session, drafts, conditions, cancellation, asWritten);
    }

    public string? Fault<T>(string condition) where T : Record => new FirstHolding(caller, catalogue, rights, now).Fault(catalogue.Of<T>(), condition);

    public async Task<IReadOnlyDictionary<Guid, long>> CountAsync<T>(string field, IReadOnlyCollection<Guid> people, string where, CancellationToken cancellation) where T : Record
    {
        if (busy is not null)
            await busy;
        var type = catalogue.Of<T>();
        var all = rights.Unlimited();
        var scope = new JoinScope(type, catalogue, all);
        var condition = new ExpressionSql(scope, caller.Zone).Condition(ExpressionChecker.Condition(where, type, all.Context));
        var person = Storages.Column(JoinScope.Root, type[field]);
        var counts = await session.ListAsync(SqlText.Of($"select {person}, count(*) from {scope.From} where t.workspace_id = {caller.Workspace} and t.deleted_at is null and {person} = any({people.ToArray()}) and {condition} group by 1"), r => (Person: r.GetGuid(0), Count: r.GetInt64(1)), cancellation);
        return counts.ToDictionary(c => c.Person, c => c.Count);
    }

    public async Task TurnsAsync(IReadOnlyCollection<Guid> of, Func<Turns, Task> take, CancellationToken cancellation)
    {
        if (looks)
        {
            await take(await TurnTable.ReadAsync(session, caller.Workspace, [.. of], cancellation));
            return;
        }
        // Records saved beside each other wait for each other in the end. Who kept turns until then would have others wait for them meanwhile, so these are taken for good at once.
        await using var apart = busy is null ? null : await database.OpenAsync(caller.Workspace, cancellation);
        var own = apart ?? session;
        await own.TogetherAsync(async () =>
        {
            await TurnTable.LockAsync(own, caller.Workspace, cancellation);
            var turns = await TurnTable.ReadAsync(own, caller.Workspace, [.. of], cancellation);
            await take(turns);
            await TurnTable.SaveAsync(own, caller.Workspace, turns, cancellation);
            return true;
        }, cancellation);
    }
}
