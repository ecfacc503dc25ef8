using System.Text.RegularExpressions;
using Kith.Core.Access;
using Kith.Core.Types;
using Kith.Store.Sql;

namespace Kith.Store.Privacy;

/// <summary>A record that was not erased, and why.</summary>
public sealed record KeptRecord(string Type, Guid Id, string Reason);

/// <summary>The erasure of a person under way, in one transaction: what every store is given.</summary>
/// <param name="id">Of the request, or of the run of a rule, that it belongs to.</param>
/// <param name="caller">Kith itself, for whoever asked.</param>
internal sealed class Erasure(Guid id, KithStore store, Session session, Caller caller, Catalogue catalogue, Subject subject)
{
    private readonly List<KeptRecord> _kept = [];

    public Guid Id => id;
    public KithStore Store => store;
    public Session Session => session;
    public Caller Caller => caller;
    public Guid Workspace => caller.Workspace;
    public Catalogue Catalogue => catalogue;
    public Subject Subject => subject;
    /// <summary>Finds the person in texts; null where nothing but records is known of them.</summary>
    public Regex? Finder { get; } = subject.Finder;
    /// <summary>Records that are gone, or of which nothing that tells who they were is left.</summary>
    public HashSet<Guid> Erased { get; } = [];
    /// <summary>Records that stay as they are, with their history.</summary>
    public IReadOnlyList<KeptRecord> Kept => _kept;
    /// <summary>By type the records that say something of the person, found before anything was written.</summary>
    public Dictionary<RecordType, Guid[]> Mentions { get; } = [];
    /// <summary>Addresses of other systems that heard of the person.</summary>
    public HashSet<string> Told { get; } = new(StringComparer.Ordinal);
    /// <summary>Words that records which are gone were found by.</summary>
    public HashSet<string> Words { get; } = new(StringComparer.Ordinal);

    /// <summary>Takes the person out of values and JSON.</summary>
    public Blackening Blackening => new(Finder, Erased, new InputFormat(caller.Currency));

    /// <summary>Notes why a record stays.</summary>
    public void Keep(string type, Guid record, string reason)
    {
        if (!_kept.Exists(k => k.Id == record))
            _kept.Add(new KeptRecord(type, record, Blackening.Of(reason)));
    }

    /// <summary>Finds, in a text, the person or the id of a record that is gone; matches nothing where there is neither.</summary>
    public SqlText Trace => Looking(Erased);

    /// <summary>As <see cref="Trace"/>, in files.</summary>
    public SqlText TraceInBytes => SqlText.Text(Remains.ForBytes(Way(Erased)));

    /// <summary>The person alone.</summary>
    public SqlText Person => Looking([]);

    /// <summary>The person alone, in files.</summary>
    public SqlText PersonInBytes => SqlText.Text(Remains.ForBytes(Way([])));

    /// <summary>Finds the person or one of these ids.</summary>
    public SqlText Looking(IEnumerable<Guid> ids) => SqlText.Text(Way(ids));

    // What matches nothing stands where there is nothing to look for.
    private string Way(IEnumerable<Guid> ids) => string.Join('|', new[] { subject.Pattern }.OfType<string>().Concat(ids.Select(e => e.ToString("D"))).DefaultIfEmpty("(?!)"));

    /// <summary>Deletes rows of a table and answers how many.</summary>
    public async Task<long> DeleteAsync(SqlText delete, CancellationToken cancellation) =>
        await session.FirstAsync(SqlText.Of($"with gone as ({delete} returning 1) select count(*) from gone"), r => r.GetInt64(0), cancellation);

    /// <summary>Takes the person out of text columns of a table and answers in how many rows.</summary>
    public async Task<long> BlackenAsync(string table, string[] columns, SqlText more, CancellationToken cancellation)
    {
        var set = SqlText.List(columns.Select(c => SqlText.Of($"{SqlText.Name(c)} = regexp_replace({SqlText.Name(c)}, {Person}, {SqlText.Text(Subject.Mark)}, 'gi')")));
        var found = SqlText.Join(SqlText.Of($" or "), columns.Select(c => SqlText.Of($"{SqlText.Name(c)} ~* {Person}")));
        return await DeleteAsync(SqlText.Of($"update {SqlText.Name(table)} set {set} where workspace_id = {Workspace} and ({found}){more}"), cancellation);
    }
}
