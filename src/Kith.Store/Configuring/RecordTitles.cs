using Kith.Core.Access;
using Kith.Core.Types;
using Kith.Store.Reading;
using Kith.Store.Sql;
using Kith.Store.Writing;

namespace Kith.Store.Configuring;

/// <summary>How a configuration names people: by what means the same elsewhere, or by what is forgotten with them.</summary>
public enum PeopleBy { Email, Id }

/// <summary>By which words a configuration names records: their titles, and of people their e-mail addresses.</summary>
internal sealed class RecordTitles(Catalogue catalogue, PeopleBy people, IReadOnlyDictionary<string, IReadOnlyList<(Guid Id, string Title)>> known)
{
    private const int Most = 50_000;

    /// <summary>Reads the names of all that a configuration can speak of.</summary>
    public static async Task<RecordTitles> OfAsync(Session session, Caller caller, Catalogue catalogue, PeopleBy people, CancellationToken cancellation)
    {
        var spoken = catalogue.Types.Where(t => t.Configuration).Concat(catalogue.Types.Where(t => t.Configuration).SelectMany(t => t.Fields).Where(f => f is { To: not null, System: false }).Select(f => catalogue[f.To!])).Append(catalogue["team"]).Distinct();
        var titles = new Dictionary<string, IReadOnlyList<(Guid, string)>>();
        foreach (var type in spoken)
        {
            var title = type.Name == "person" ? SqlText.Of($"coalesce(nullif(t.email, ''), t.name)") : Storages.Column("t", type.Title);
            titles[type.Name] = await session.ListAsync(SqlText.Of($"select t.id, {title} from {SqlText.Name(type.Table)} t where t.workspace_id = {caller.Workspace} and t.deleted_at is null{RecordReader.OfType(type)} order by t.id limit {Most}"), r => (r.GetGuid(0), r.IsDBNull(1) ? "" : r.GetString(1)), cancellation);
        }
        return new RecordTitles(catalogue, people, titles);
    }

    /// <summary>What a record is called; null for one that is not there.</summary>
    public string? Of(string type, Guid id) => type == "person" && people == PeopleBy.Id ? id.ToString("D") : known.GetValueOrDefault(type)?.Where(k => k.Id == id).Select(k => k.Title).FirstOrDefault();

    /// <summary>The first record that is called so; a person also by the id.</summary>
    public Guid? Find(string type, string title) => type == "person" && Guid.TryParseExact(title, "D", out var id) ? known[type].Where(k => k.Id == id).Select(k => (Guid?)k.Id).FirstOrDefault() : known.GetValueOrDefault(type)?.Where(k => string.Equals(k.Title, title, type == "person" ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal)).Select(k => (Guid?)k.Id).FirstOrDefault();

    /// <summary>The type and name of a record that is part of the configuration.</summary>
    public (string Type, string Title)? Of(Guid id)
    {
        foreach (var type in catalogue.Types.Where(t => t.Configuration))
        {
            if (Of(type.Name, id) is { } title)
                return (type.Name, title);
        }
        return null;
    }

    /// <summary>Whom something is shared with, as in <c>team:Sales</c>.</summary>
    public string Of(Principal principal) => Guid.TryParseExact(principal.Id, "D", out var id) ? $"{principal.Kind}:{Of(principal.Kind, id) ?? principal.Id}" : principal.Key;

    /// <summary>The same, the other way round; null where nobody is called so.</summary>
    public Principal? Principal(string text)
    {
        var at = text.IndexOf(':', StringComparison.Ordinal);
        if (at < 0)
            return null;
        var (kind, name) = (text[..at], text[(at + 1)..]);
        return kind == "role" ? new Principal(kind, name) : Find(kind, name) is { } id ? new Principal(kind, id.ToString("D")) : null;
    }
}
