using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Records;
using Kith.Core.Types;
using Kith.Store.Accounts;
using Kith.Store.Sql;
using Kith.Store.Writing;

namespace Kith.Store.Seeding;

/// <summary>Writes the records of modules into a workspace through the write path, all or nothing with the caller's transaction.</summary>
public sealed class RecordLoader(WritePath writes, IdSource ids, TimeProvider clock)
{
    /// <summary>Writes the records and answers their ids by type, in the order they were written.</summary>
    public async Task<IReadOnlyList<WrittenRecords>> LoadAsync(Session session, Caller caller, Catalogue catalogue, ModuleRecords records, CancellationToken cancellation)
    {
        var batches = InOrder(catalogue, records).Select(t => (Type: t, Rows: records.ByPlural[t.Plural].Select(json => (Id: ids.Next(), Json: json)).ToList())).ToList();
        var keys = new Dictionary<string, RecordReference>();
        foreach (var (type, rows) in batches)
        {
            foreach (var (id, json) in rows)
            {
                if (json.TryGetProperty("@", out var key))
                    keys.Add(key.GetString()!, new RecordReference(type.Name, id));
            }
        }
        var values = new LocalValues(session, caller, catalogue, keys, clock.GetUtcNow().UtcDateTime);
        var written = new List<WrittenRecords>();
        foreach (var (type, rows) in batches)
        {
            var requests = new List<WriteRequest>();
            foreach (var (id, json) in rows)
                requests.Add(await RequestAsync(type, id, json, values, cancellation));
            var outcomes = await writes.ManyAsync(session, caller, catalogue, type, requests, null, cancellation);
            if (outcomes.FirstOrDefault(o => o.Problem is not null) is { } refused)
                throw new ProblemException(refused.Problem!);
            written.Add(new WrittenRecords(type.Name, [.. rows.Select(r => r.Id)]));
        }
        return written;
    }

    private static async Task<WriteRequest> RequestAsync(RecordType type, Guid id, JsonElement json, LocalValues values, CancellationToken cancellation)
    {
        var request = new WriteRequest(WriteKind.Create, id);
        foreach (var property in json.EnumerateObject().Where(p => p.Name != "@"))
        {
            var field = type.Find(property.Name) ?? throw new InvalidOperationException($"A module's records name {type.Name}.{property.Name}, which is no field.");
            if (await values.ReadAsync(field, property.Value, cancellation) is { } value)
                request.Values[field] = value;
        }
        return request;
    }

    // Types that others link to come first, because a link must find its record; links to any type come last.
    private static List<RecordType> InOrder(Catalogue catalogue, ModuleRecords records)
    {
        var waiting = records.ByPlural.Keys.Select(plural => catalogue.FindPlural(plural) ?? throw new InvalidOperationException($"A module's records are of “{plural}”, which is no type.")).ToList();
        var ordered = new List<RecordType>();
        while (waiting.Count > 0)
        {
            var ready = waiting.FirstOrDefault(t => !waiting.Any(other => other != t && t.Fields.Any(f => !f.System && f.To == other.Name)) && (waiting.Count == 1 || !t.Fields.Any(f => f.IsRelation && f.To is null)))
                ?? waiting[0];
            ordered.Add(ready);
            waiting.Remove(ready);
        }
        return ordered;
    }
}
