using Kith.Core.Access;
using Kith.Core.Changes;
using Kith.Core.Notifications;
using Kith.Core.Types;
using Kith.Store.Accounts;
using Kith.Store.Sql;
using Kith.Store.Stream;
using Kith.Store.Transfer.Running;

namespace Kith.Store.Notifications;

/// <summary>Reads the stream for what people are told of: what is noted and the consumer's position commit together.</summary>
public sealed class NotificationConsumer(KithStore store, TimeProvider clock) : StoredConsumer
{
    /// <summary>What summaries wait for, too.</summary>
    internal const string ConsumerName = "notifications";

    public override string Name => ConsumerName;
    public override int BatchSize => 500;

    protected override async Task HandleAsync(StoredBatch batch, CancellationToken cancellation)
    {
        var (session, workspace) = (batch.Session, batch.Workspace);
        var oldest = clock.GetUtcNow().UtcDateTime - NotificationTable.Kept;
        List<Change> changes = [.. batch.Changes.Where(c => c.At > oldest)];
        var version = await session.FirstAsync(SqlText.Of($"select schema_version from workspace where id = {workspace}"), r => r.GetInt64(0), cancellation);
        var catalogue = await store.Catalogues.OfAsync(workspace, version, cancellation);
        var watchers = await WatchTable.OfAsync(session, workspace, [.. changes.SelectMany(c => Watched(catalogue, c)).Distinct()], cancellation);
        var owners = await OwnersAsync(session, workspace, catalogue, [.. changes.SelectMany(c => Sheltering(catalogue, c)).Distinct()], cancellation);
        var whose = await WhoseAsync(session, workspace, catalogue, changes, cancellation);
        List<Candidate> candidates = [.. changes.SelectMany(c => Candidates(catalogue, c, whose,
            [.. Watched(catalogue, c).SelectMany(record => watchers[record]).Where(w => c.Position > w.Behind).Select(w => w.Person).Distinct()],
            [.. Sheltering(catalogue, c).Where(owners.ContainsKey).Select(record => owners[record])]))];
        if (candidates.Count == 0)
            return;
        Guid[] people = [.. candidates.Select(c => c.Notice.Person).Distinct()];
        var callers = await ActingPerson.ManyAsync(session, store.Memberships, workspace, people, cancellation);
        var channels = await NotificationChoices.OfAsync(session, workspace, catalogue, people, cancellation);
        var silent = await SilentAsync(session, workspace, changes, cancellation);
        candidates = [.. candidates.Select(c => c with { Channels = Channels(channels[(c.Notice.Person, c.Kind.Name)], c.Change, silent) }).Where(c => !c.Channels.Silent)];
        var told = new List<NewNotice>();
        foreach (var of in candidates.GroupBy(c => c.Notice.Person).Where(g => callers.ContainsKey(g.Key)))
            told.AddRange(await SeenAsync(session, callers[of.Key], catalogue, [.. of], cancellation));
        await NotificationTable.AddAsync(session, workspace, store.Ids, told, cancellation);
    }

    // Whoever watches a record watches what is added to it and has no meaning without it, such as activities.
    private static IEnumerable<Guid> Watched(Catalogue catalogue, Change change) => change.Kind != "created" || catalogue.Find(change.Type) is not { } type ? [change.Record]
        : type.Fields.Where(f => f.Cascade && change.Diff.TryGetProperty(f.Name, out _)).SelectMany(f => ChangeJson.Ids(change.Diff.GetProperty(f.Name)[1])).Append(change.Record);

    // What a new record has as its shelter.
    private static IEnumerable<Guid> Sheltering(Catalogue catalogue, Change change) =>
        change.Kind == "created" && catalogue.Find(change.Type)?.Shelter is { } shelter && change.Diff.TryGetProperty(shelter.Name, out var values) ? ChangeJson.Ids(values[1]) : [];

    private static async Task<Dictionary<Guid, Guid>> OwnersAsync(Session session, Guid workspace, Catalogue catalogue, Guid[] records, CancellationToken cancellation)
    {
        var owners = new Dictionary<Guid, Guid>();
        if (records.Length == 0)
            return owners;
        var types = await session.ListAsync(SqlText.Of($"select distinct e.type from entry e where e.workspace_id = {workspace} and e.id = any({records})"), r => r.GetString(0), cancellation);
        foreach (var type in types.Select(catalogue.Find).OfType<RecordType>().Where(t => !t.Owner.System))
        {
            var owner = Storages.Column("t", type.Owner);
            foreach (var (record, person) in await session.ListAsync(SqlText.Of($"select t.id, {owner} from {SqlText.Name(type.Table)} t where t.workspace_id = {workspace} and t.id = any({records}) and {owner} is not null"), r => (r.GetGuid(0), r.GetGuid(1)), cancellation))
                owners[record] = person;
        }
        return owners;
    }

    // Whose the records are of which a kind tells their own people; mostly none.
    private static async Task<Dictionary<Guid, Guid>> WhoseAsync(Session session, Guid workspace, Catalogue catalogue, List<Change> changes, CancellationToken cancellation)
    {
        var whose = new Dictionary<Guid, Guid>();
        foreach (var of in changes.Where(c => catalogue.Find(c.Type) is { } type && catalogue.Notifications.Any(kind => kind.AsksWhose(c, type))).GroupBy(c => c.Type))
        {
            var (type, owner) = (catalogue[of.Key], Storages.Column("t", catalogue[of.Key].Owner));
            Guid[] records = [.. of.Select(c => c.Record).Distinct()];
            foreach (var (record, person) in await session.ListAsync(SqlText.Of($"select t.id, {owner} from {SqlText.Name(type.Table)} t where t.workspace_id = {workspace} and t.id = any({records}) and {owner} is not null"), r => (r.GetGuid(0), r.GetGuid(1)), cancellation))
                whose[record] = person;
        }
        return whose;
    }

    // Who made a change knows of it.
    private static IEnumerable<Candidate> Candidates(Catalogue catalogue, Change change, Dictionary<Guid, Guid> whose, IReadOnlyCollection<Guid> watchers, IReadOnlyCollection<Guid> owners) =>
        catalogue.Find(change.Type) is { } type
            ? catalogue.Notifications.SelectMany(kind => kind.Of(new NoticedChange(change, type, watchers, owners, whose.TryGetValue(change.Record, out var person) ? person : null)).Where(n => n.Person != (change.By ?? change.Behalf)).Select(n => new Candidate(change, type, kind, n, new Channels(false, MailTiming.Off))))
            : [];

    // Imports send mail only where whoever ran them said so.
    private static async Task<HashSet<Guid>> SilentAsync(Session session, Guid workspace, List<Change> changes, CancellationToken cancellation)
    {
        Guid[] imports = [.. changes.Where(c => c.Via == "import").Select(c => c.Changeset).OfType<Guid>().Distinct()];
        return imports.Length == 0 ? [] : [.. imports.Except(await ImportTable.MailingAsync(session, workspace, imports, cancellation))];
    }

    private static Channels Channels(Channels chosen, Change change, HashSet<Guid> silent) =>
        change.Changeset is { } set && silent.Contains(set) ? chosen with { Mail = MailTiming.Off } : chosen;

    private async Task<IEnumerable<NewNotice>> SeenAsync(Session session, Caller person, Catalogue catalogue, List<Candidate> candidates, CancellationToken cancellation)
    {
        var sight = new NotificationSight(store.Changes.Rights(person, catalogue), catalogue);
        Guid[] asked = [.. candidates.Where(c => !sight.SeesAll(c.Type, c.Notice.Fields) && sight.SeesSome(c.Type, c.Notice.Fields)).Select(c => c.Change.Record).Distinct()];
        HashSet<Guid> seen = asked.Length == 0 ? [] : [.. await session.ListAsync(SqlText.Of($"select e.id from entry e where e.workspace_id = {person.Workspace} and e.id = any({asked}) and {sight.Record()}"), r => r.GetGuid(0), cancellation)];
        return candidates.Where(c => sight.SeesAll(c.Type, c.Notice.Fields) || (seen.Contains(c.Change.Record) && sight.SeesSome(c.Type, c.Notice.Fields)))
            .GroupBy(c => c.Change.Position)
            .SelectMany(of => of.Any(c => !c.Kind.GivesWay) ? of.Where(c => !c.Kind.GivesWay) : of)
            .Select(c => new NewNotice(
                c.Notice.Person, c.Kind.Name, c.Change.Changeset?.ToString() ?? FormattableString.Invariant($"{c.Change.Position}"), c.Change.Changeset, null, c.Channels, c.Change.Record, c.Change.Position, c.Notice.Fields));
    }

    private sealed record Candidate(Change Change, RecordType Type, NotificationKind Kind, Notice Notice, Channels Channels);
}
