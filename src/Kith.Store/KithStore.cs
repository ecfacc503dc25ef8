using Kith.Core.Access;
using Kith.Core.Records;
using Kith.Core.Types;
using Kith.Store.Access;
using Kith.Store.Catalogues;
using Kith.Store.Changesets;
using Kith.Store.Configuring;
using Kith.Store.Notifications;
using Kith.Store.Reading;
using Kith.Store.Search;
using Kith.Store.Sql;
using Kith.Store.Stream;
using Kith.Store.Transfer.Running;
using Kith.Store.Writing;

namespace Kith.Store;

/// <summary>The store's public face: everything above it reads and writes records through these.</summary>
public sealed class KithStore
{
    public KithStore(Database database, Catalogue builtIn, AccessPolicy policy, TimeProvider clock)
    {
        (Database, Policy, Ids) = (database, policy, new IdSource(clock));
        Catalogues = new WorkspaceCatalogues(builtIn, database);
        Memberships = new Memberships(database, Catalogues, clock);
        Access = new AccessEditor(this, clock);
        Sharing = new Sharing(this, clock);
        Explainer = new AccessExplainer(this, clock);
        Reads = new RecordReader(database, policy, clock);
        Writes = new WritePath(Reads, policy, Ids, clock);
        Changes = new ChangeReader(database, policy, clock);
        Stays = new StayReader(database, policy, clock);
        Timelines = new TimelineReader(Changes, Reads);
        Search = new SearchReader(database, policy, clock);
        Types = new TypeEditor(this, clock);
        Idempotency = new Idempotency(clock);
        Changesets = new ChangesetRunner(this, clock);
        Merging = new Merging(this, clock);
        Trash = new Trash(this, clock);
        Batches = new Batches(this, clock);
        Imports = new Imports(this, database, clock);
        Notifications = new NotificationReader(this);
        Watching = new Watching(this);
        Configurations = new Configurations(this, clock);
    }

    public Database Database { get; }
    public AccessPolicy Policy { get; }
    public IdSource Ids { get; }
    public WorkspaceCatalogues Catalogues { get; }
    public Memberships Memberships { get; }
    public AccessEditor Access { get; }
    public Sharing Sharing { get; }
    public AccessExplainer Explainer { get; }
    public RecordReader Reads { get; }
    public WritePath Writes { get; }
    public ChangeReader Changes { get; }
    public StayReader Stays { get; }
    public TimelineReader Timelines { get; }
    public SearchReader Search { get; }
    public TypeEditor Types { get; }
    public Idempotency Idempotency { get; }
    public ChangesetRunner Changesets { get; }
    public Merging Merging { get; }
    public Trash Trash { get; }
    public Batches Batches { get; }
    public Imports Imports { get; }
    public NotificationReader Notifications { get; }
    public Watching Watching { get; }
    public Configurations Configurations { get; }
}
