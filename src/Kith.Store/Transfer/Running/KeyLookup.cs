using System.Globalization;
using Kith.Core.Access;
using Kith.Core.Types;
using Kith.Store.Reading;
using Kith.Store.Schema;
using Kith.Store.Sql;
using Kith.Store.Writing;
using NpgsqlTypes;

namespace Kith.Store.Transfer.Running;

/// <summary>A record that a key may mean.</summary>
/// <param name="Scope">The value of the link that tells records of one name apart, such as a stage's pipeline; null where there is none.</param>
internal sealed record Candidate(Guid Id, Guid? Scope);

/// <summary>Finds the living records of a type that the caller may read by many keys at once, in one query. Texts match in any case, as unique indexes do.</summary>
internal sealed class KeyLookup(Caller caller, RightsSql rights)
{
    private static readonly Candidate[] None = [];

    /// <summary>The candidates for each key.</summary>
    /// <param name="type">The type of the records.</param>
    /// <param name="field">The field whose first column is compared; null for the id.</param>
    /// <param name="keys">The values to find, none null, all of the column's CLR type.</param>
    /// <param name="scope">A link of one column to read beside the id.</param>
    public Task<Candidate[][]> FindAsync(Session session, RecordType type, Field? field, object[] keys, Field? scope, CancellationToken cancellation)
    {
        if (field is { Own: true, Unique: true, Series: null })
            return ReadAsync(session, Held(type, field, keys), keys.Length, scope, cancellation);
        var column = field is null ? SqlText.Of($"t.id") : Storages.Column("t", field);
        var text = field?.Kind.Columns[0].Storage == Storage.Text;
        var rows = text && Indexed(type, field!) is { } name ? Through(type, field!, name, Texts(keys))
            : text ? Direct(type, Texts(keys), SqlText.Of($"lower({column}) = lower(k.key)"))
            // The id of a record that was merged into another means that one.
            : Direct(type, Values(field, keys), field is null ? SqlText.Of($"{column} = coalesce(kith.survivor(k.key), k.key)") : SqlText.Of($"{column} = k.key"));
        return ReadAsync(session, rows, keys.Length, scope, cancellation);
    }

    /// <summary>The candidates for combinations of keys, all of which must fit; an empty one fits empty fields. The type's records are passed over once.</summary>
    /// <param name="fields">The fields compared; null for the id.</param>
    /// <param name="keys">One value for each field; in all combinations the same ones are null.</param>
    public Task<Candidate[][]> FindAsync(Session session, RecordType type, IReadOnlyList<Field?> fields, IReadOnlyList<object?[]> keys, Field? scope, CancellationToken cancellation)
    {
        var (arrays, names, conditions) = (new List<SqlText>(), new List<SqlText>(), new List<SqlText>());
        for (var i = 0; i < fields.Count; i++)
        {
            var column = fields[i] is { } field ? Storages.Column("t", field) : SqlText.Of($"t.id");
            if (keys[0][i] is null)
            {
                conditions.Add(SqlText.Of($"{column} is null"));
                continue;
            }
            var name = SqlText.Name("k" + i.ToString(CultureInfo.InvariantCulture));
            var text = fields[i]?.Kind.Columns[0].Storage == Storage.Text;
            object[] values = [.. keys.Select(k => k[i]!)];
            arrays.Add(text ? Texts(values) : Values(fields[i], values));
            names.Add(name);
            conditions.Add(text ? SqlText.Of($"lower({column}) = lower(f.{name})") : SqlText.Of($"{column} = f.{name}"));
        }
        var rows = SqlText.Of($"from unnest({SqlText.List(arrays)}) with ordinality f({SqlText.List(names)}, n) join {SqlText.Name(type.Table)} t on t.workspace_id = {caller.Workspace} and {SqlText.Join(SqlText.Of($" and "), conditions)} where {Living(type)}");
        return ReadAsync(session, rows, keys.Count, scope, cancellation);
    }

    /// <summary>The candidates for each domain, compared with that of an address. No index serves this, so the type's records are passed over once.</summary>
    public Task<Candidate[][]> FindDomainsAsync(Session session, RecordType type, Field field, string[] domains, Field? scope, CancellationToken cancellation)
    {
        var column = Storages.Column("t", field);
        var domain = SqlText.Of($"lower(substring({column} from '(?i)^(?:[a-z][a-z0-9+.-]*://)?(?:[^/@]*@)?(?:www[.])?([^/:?#]+)'))");
        return ReadAsync(session, Direct(type, Texts(domains), SqlText.Of($"{domain} = k.key")), domains.Length, scope, cancellation);
    }

    /// <summary>The column whose index finds a text in any case; null where there is none, and the type's records are passed over once.</summary>
    private static string? Indexed(RecordType type, Field field) =>
        field.Own ? (type.Own && field.Title ? "title" : null) : field.Unique || (field.Indexed && TableSql.SortsNaturally(field)) ? field.Column : null;

    private SqlText Through(RecordType type, Field field, string column, SqlText keys)
    {
        var found = SqlText.Of($"kith.find_texts({SqlText.Text(type.Table)}, {SqlText.Text(type.Own ? type.Name : null)}, {SqlText.Text(column)}, {field.Unique}, {keys})");
        return SqlText.Of($"from {found} f join {SqlText.Name(type.Table)} t on t.workspace_id = {caller.Workspace} and t.id = f.id where {Living(type)}");
    }

    private SqlText Held(RecordType type, Field field, object[] keys) =>
        SqlText.Of($"from unnest({Array.ConvertAll(keys, k => UniqueValues.Of(field, k))}) with ordinality f(key, n) join own_unique q on q.workspace_id = {caller.Workspace} and q.type = {SqlText.NameLiteral(type.Name)} and q.field = {SqlText.NameLiteral(field.Name)} and q.value = f.key join {SqlText.Name(type.Table)} t on t.workspace_id = q.workspace_id and t.id = q.record_id where {Living(type)}");

    private SqlText Direct(RecordType type, SqlText keys, SqlText condition) =>
        SqlText.Of($"from unnest({keys}) with ordinality k(key, n) cross join lateral (select k.n) f join {SqlText.Name(type.Table)} t on t.workspace_id = {caller.Workspace} and {condition} where {Living(type)}");

    private SqlText Living(RecordType type) => SqlText.Of($"t.deleted_at is null{RecordReader.OfType(type)}{rights.Readable(type, JoinScope.Root, " and ")}");

    private static async Task<Candidate[][]> ReadAsync(Session session, SqlText rows, int keys, Field? scope, CancellationToken cancellation)
    {
        var found = new Candidate[keys][];
        Array.Fill(found, None);
        var beside = scope is null ? SqlText.Of($"null::uuid") : Storages.Column("t", scope);
        await using var reader = await session.ReadAsync(SqlText.Of($"select f.n, t.id, {beside} {rows} order by f.n, t.id"), cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var n = (int)reader.GetInt64(0) - 1;
            found[n] = [.. found[n], new Candidate(reader.GetGuid(1), reader.IsDBNull(2) ? null : reader.GetGuid(2))];
        }
        return found;
    }

    private static SqlText Texts(object[] keys) => SqlText.Parameter(Array.ConvertAll(keys, k => (string)k), NpgsqlDbType.Array | NpgsqlDbType.Text);

    private static SqlText Values(Field? field, object[] keys) => (field?.Kind.Columns[0].Storage ?? Storage.Id) switch
    {
        Storage.Id => SqlText.Parameter(Array.ConvertAll(keys, k => (Guid)k), NpgsqlDbType.Array | NpgsqlDbType.Uuid),
        Storage.Integer => SqlText.Parameter(Array.ConvertAll(keys, k => (long)k), NpgsqlDbType.Array | NpgsqlDbType.Bigint),
        Storage.Decimal => SqlText.Parameter(Array.ConvertAll(keys, k => (decimal)k), NpgsqlDbType.Array | NpgsqlDbType.Numeric),
        Storage.Boolean => SqlText.Parameter(Array.ConvertAll(keys, k => (bool)k), NpgsqlDbType.Array | NpgsqlDbType.Boolean),
        Storage.Date => SqlText.Parameter(Array.ConvertAll(keys, k => (DateOnly)k), NpgsqlDbType.Array | NpgsqlDbType.Date),
        Storage.Instant => SqlText.Parameter(Array.ConvertAll(keys, k => (DateTime)k), NpgsqlDbType.Array | NpgsqlDbType.TimestampTz),
        _ => throw new ArgumentOutOfRangeException(nameof(field)),
    };
}
