using System.Buffers;
using Kith.Core.Changes;
using Kith.Core.Types;
using Kith.Store.Reading;
using Kith.Store.Sql;

namespace Kith.Store.Stream.Live;

/// <summary>
/// Some changes on their way to everybody who watches: read once, written once for all who may see the same. Only where a type's records are not all readable is the
/// database asked, which of them a person may see now.
/// </summary>
internal sealed class LiveBatch(ChangeReader reader, Catalogue catalogue, IReadOnlyList<Change> changes, Dictionary<Guid, LinkedRecord> linked, Session session)
{
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _pieces = [];
    private readonly Dictionary<string, HashSet<Guid>> _visible = [];

    /// <summary>The events for a client; empty where it may see none.</summary>
    public async Task<ReadOnlyMemory<byte>> OfAsync(LiveClient client, CancellationToken cancellation)
    {
        var rights = reader.Rights(client.Caller, catalogue).WithoutSensitive();
        var key = string.Concat(catalogue.Types.Select(t => Key(t, rights)));
        var hidden = new HashSet<Guid>();
        foreach (var (type, ids) in Asked(rights))
            hidden.UnionWith(ids.Except(await VisibleAsync(client, type, ids, rights, cancellation)));
        if (hidden.Count > 0)
            key += string.Join(',', hidden.Order());
        if (!_pieces.TryGetValue(key, out var piece))
            _pieces[key] = piece = Write(rights, hidden);
        return piece;
    }

    // Records, changed or pointed at, of types that the caller reads only in part.
    private IEnumerable<(RecordType Type, Guid[] Ids)> Asked(RightsSql rights) =>
        changes.Select(c => (c.Type, Id: c.Record)).Concat(linked.Select(l => (l.Value.Type, Id: l.Key))).Distinct().GroupBy(r => r.Type)
            .Select(g => (Type: catalogue.Find(g.Key), Ids: g.Select(r => r.Id).ToArray())).Where(g => g.Type is not null && rights.Of(g.Type) is { Read: true, ReadsAll: false })
            .Select(g => (g.Type!, g.Ids));

    // What a caller may see of a type, apart from which records.
    private static string Key(RecordType type, RightsSql rights) =>
        rights.Of(type) is { Read: true } of ? $"{type.Name}:{string.Join(',', of.Hidden.Order())};" : "";

    private async Task<HashSet<Guid>> VisibleAsync(LiveClient client, RecordType type, Guid[] ids, RightsSql rights, CancellationToken cancellation)
    {
        var key = $"{type.Name} {client.Caller.Person} {client.Caller.Scope?.Key}";
        if (!_visible.TryGetValue(key, out var seen))
        {
            _visible[key] = seen = [.. await session.ListAsync(
                SqlText.Of($"select t.id from {SqlText.Name(type.Table)} t where t.workspace_id = {client.Caller.Workspace} and t.id = any({ids}){RecordReader.OfType(type)}{rights.Readable(type, "t", " and ")}"),
                r => r.GetGuid(0), cancellation)];
        }
        return seen;
    }

    private ReadOnlyMemory<byte> Write(RightsSql rights, HashSet<Guid> hidden)
    {
        var readable = catalogue.Types.Where(t => rights.Of(t).Read).Select(t => t.Name).ToHashSet();
        var known = linked.Where(l => readable.Contains(l.Value.Type) && !hidden.Contains(l.Key)).ToDictionary();
        var output = new ArrayBufferWriter<byte>();
        foreach (var change in changes.Where(c => readable.Contains(c.Type) && !hidden.Contains(c.Record)))
            LiveEvents.Write(output, change, catalogue, rights, known);
        return output.WrittenMemory;
    }
}
