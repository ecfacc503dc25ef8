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
    private readonly RecordType[] _types = [.. changes.Select(c => catalogue.Find(c.Type)).OfType<RecordType>().Distinct()];
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _pieces = [];
    private readonly Dictionary<string, HashSet<Guid>> _visible = [];

    /// <summary>The events for a client; empty where it may see none.</summary>
    public async Task<ReadOnlyMemory<byte>> OfAsync(LiveClient client, CancellationToken cancellation)
    {
        var rights = reader.Rights(client.Caller, catalogue);
        var key = string.Concat(catalogue.Types.Select(t => Key(t, rights)));
        HashSet<long>? hidden = null;
        if (Array.Exists(_types, t => rights.Of(t) is { Read: true, ReadWhere: not null }))
        {
            hidden = await HiddenAsync(client, rights, cancellation);
            key += string.Join(',', hidden.Order());
        }
        if (!_pieces.TryGetValue(key, out var piece))
            _pieces[key] = piece = Write(rights, hidden);
        return piece;
    }

    // What a caller may see of a type, apart from which records.
    private static string Key(RecordType type, RightsSql rights) =>
        rights.Of(type) is { Read: true } of ? $"{type.Name}:{string.Join(',', of.Hidden.Order())};" : "";

    private async Task<HashSet<long>> HiddenAsync(LiveClient client, RightsSql rights, CancellationToken cancellation)
    {
        var hidden = new HashSet<long>();
        foreach (var type in _types.Where(t => rights.Of(t) is { Read: true, ReadWhere: not null }))
        {
            var of = changes.Where(c => c.Type == type.Name).ToList();
            var key = $"{type.Name} {client.Caller.Person} {client.Caller.Role} {client.Caller.Scope?.Key}";
            if (!_visible.TryGetValue(key, out var seen))
            {
                var readable = await session.ListAsync(
                    SqlText.Of($"select t.id from {SqlText.Name(type.Table)} t where t.workspace_id = {client.Caller.Workspace} and t.id = any({of.Select(c => c.Record).Distinct().ToArray()}){RecordReader.OfType(type)}{rights.Readable(type, "t", " and ")}"),
                    r => r.GetGuid(0), cancellation);
                _visible[key] = seen = [.. readable];
            }
            hidden.UnionWith(of.Where(c => !seen.Contains(c.Record)).Select(c => c.Position));
        }
        return hidden;
    }

    private ReadOnlyMemory<byte> Write(RightsSql rights, HashSet<long>? hidden)
    {
        var readable = catalogue.Types.Where(t => rights.Of(t).Read).Select(t => t.Name).ToHashSet();
        var known = linked.Where(l => readable.Contains(l.Value.Type)).ToDictionary();
        var output = new ArrayBufferWriter<byte>();
        foreach (var change in changes.Where(c => readable.Contains(c.Type) && hidden?.Contains(c.Position) != true))
            LiveEvents.Write(output, change, catalogue, rights, known);
        return output.WrittenMemory;
    }
}
