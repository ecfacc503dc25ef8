using Kith.Store.Schema;
using Npgsql;

namespace Kith.Store.Checks;

/// <summary>A check of what the database's catalogue says.</summary>
/// <param name="connection">An open connection of the role that owns the tables.</param>
public abstract class DatabaseCheck(NpgsqlConnection connection, DatabaseRoles roles) : StartCheck
{
    /// <summary>One text for each fault; <c>$1</c> is the role that the server signs in as.</summary>
    protected abstract string Sql { get; }

    public override async Task<IReadOnlyList<string>> FaultsAsync(CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"select fault from ({Sql}) f (fault) order by fault", connection) { Parameters = { new() { Value = roles.App } } };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var faults = new List<string>();
        while (await reader.ReadAsync(cancellation))
            faults.Add(reader.GetString(0));
        return faults;
    }

    /// <summary>All of them.</summary>
    public static IReadOnlyList<DatabaseCheck> All(NpgsqlConnection connection, DatabaseRoles roles) =>
    [
        new RowSecurityIsForced(connection, roles), new PoliciesCoverEveryCommand(connection, roles), new ServerRoleIsPlain(connection, roles), new ServerRoleOwnsNothing(connection, roles),
        new ServerRoleChangesNoSchema(connection, roles), new ServerRoleCallsNoOwnersFunction(connection, roles), new TrustedFunctionsFixTheirPath(connection, roles), new ViewsAskForTheirReader(connection, roles),
    ];
}

/// <summary>Row-level security holds on every table, for its owner, too.</summary>
public sealed class RowSecurityIsForced(NpgsqlConnection connection, DatabaseRoles roles) : DatabaseCheck(connection, roles)
{
    protected override string Sql => """
        select c.relname::text from pg_class c where c.relnamespace = 'kith'::regnamespace and c.relkind in ('r', 'p') and not (c.relrowsecurity and c.relforcerowsecurity) and $1::text is not null
        """;
}

/// <summary>A policy of the server's role looks at every read and every write of a table, and asks who is meant: one without a policy would be shut, and one that was dropped must be told.</summary>
public sealed class PoliciesCoverEveryCommand(NpgsqlConnection connection, DatabaseRoles roles) : DatabaseCheck(connection, roles)
{
    protected override string Sql => """
        select format('%s (%s)', c.relname, string_agg(w.word, ' ' order by w.word)) from pg_class c cross join (values ('r', 'select'), ('a', 'insert'), ('w', 'update'), ('d', 'delete')) w (command, word)
        where c.relnamespace = 'kith'::regnamespace and c.relkind in ('r', 'p') and not exists (
            select from pg_policy p join pg_roles r on r.oid = any (p.polroles)
            where p.polrelid = c.oid and p.polpermissive and p.polcmd::text in ('*', w.command) and r.rolname = $1)
        group by c.relname
        union all
        select format('%s (open)', p.polrelid::regclass) from pg_policy p join pg_roles r on r.oid = any (p.polroles) or p.polroles = '{0}'
        where r.rolname = $1 and p.polpermissive and exists (select from (values (pg_get_expr(p.polqual, p.polrelid)), (pg_get_expr(p.polwithcheck, p.polrelid))) e (text) where e.text !~ 'kith\.(workspace|outside)\(\)')
        """;
}

/// <summary>What the server signs in as stands above nothing and is part of nothing.</summary>
public sealed class ServerRoleIsPlain(NpgsqlConnection connection, DatabaseRoles roles) : DatabaseCheck(connection, roles)
{
    protected override string Sql => """
        select w.word from pg_roles r cross join lateral (values
            ('superuser', r.rolsuper), ('bypassrls', r.rolbypassrls), ('createrole', r.rolcreaterole), ('createdb', r.rolcreatedb), ('replication', r.rolreplication)) w (word, held)
        where r.rolname = $1 and w.held
        union all select format('member of %s', m.roleid::regrole) from pg_auth_members m join pg_roles r on r.oid = m.member where r.rolname = $1
        """;
}

/// <summary>Who owned a table could lift its policies.</summary>
public sealed class ServerRoleOwnsNothing(NpgsqlConnection connection, DatabaseRoles roles) : DatabaseCheck(connection, roles)
{
    protected override string Sql => """
        select pg_describe_object(d.classid, d.objid, 0) from pg_shdepend d join pg_roles r on r.oid = d.refobjid
        where r.rolname = $1 and d.refclassid = 'pg_authid'::regclass and d.deptype = 'o' and d.dbid in (0, (select oid from pg_database where datname = current_database()))
        """;
}

/// <summary>The server makes and changes no tables, functions or temporary objects, and does not reach what the owner keeps to itself.</summary>
public sealed class ServerRoleChangesNoSchema(NpgsqlConnection connection, DatabaseRoles roles) : DatabaseCheck(connection, roles)
{
    protected override string Sql => """
        select format('create in %s', n.nspname) from pg_namespace n where n.nspname in ('kith', 'kith_private', 'kith_stream', 'public') and has_schema_privilege($1, n.oid, 'create')
        union all select format('use of %s', n.nspname) from pg_namespace n where n.nspname in ('kith_private', 'kith_stream') and has_schema_privilege($1, n.oid, 'usage')
        union all select p.word from (values ('create'), ('temporary')) p (word) where has_database_privilege($1, current_database(), p.word)
        union all select format('%s on %s', w.word, c.oid::regclass) from pg_class c cross join (values ('truncate'), ('references'), ('trigger')) w (word)
            where c.relnamespace = 'kith'::regnamespace and c.relkind in ('r', 'p') and has_table_privilege($1, c.oid, w.word)
        union all select format('%s on %s', w.word, c.oid::regclass) from pg_class c cross join (values ('update'), ('delete')) w (word)
            where c.oid in ('kith.change'::regclass, 'kith.seal'::regclass) and has_table_privilege($1, c.oid, w.word)
        """;
}

/// <summary>Functions with more rights than their caller are given out one by one, and those of the owner's own schema, and the one that only the search calls, to nobody.</summary>
public sealed class ServerRoleCallsNoOwnersFunction(NpgsqlConnection connection, DatabaseRoles roles) : DatabaseCheck(connection, roles)
{
    protected override string Sql => """
        select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where p.prorettype <> 'trigger'::regtype and (
            ((n.nspname in ('kith_private', 'kith_stream') or p.oid = to_regprocedure('kith.known_words(text, text, integer)')) and has_function_privilege($1, p.oid, 'execute'))
            or (n.nspname = 'kith' and p.prosecdef and exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee = 0 and a.privilege_type = 'EXECUTE')))
        """;
}

/// <summary>A function with more rights than its caller looks for names where the caller cannot put any.</summary>
public sealed class TrustedFunctionsFixTheirPath(NpgsqlConnection connection, DatabaseRoles roles) : DatabaseCheck(connection, roles)
{
    protected override string Sql => """
        select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where n.nspname in ('kith', 'kith_private', 'kith_stream') and p.prosecdef and $1::text is not null
            and not exists (select from unnest(p.proconfig) s where s like 'search_path=%pg_temp')
        """;
}

/// <summary>A view is read with the rights of who asks, and not with those of its owner.</summary>
public sealed class ViewsAskForTheirReader(NpgsqlConnection connection, DatabaseRoles roles) : DatabaseCheck(connection, roles)
{
    protected override string Sql => """
        select c.relname::text from pg_class c where c.relnamespace = 'kith'::regnamespace and c.relkind in ('v', 'm') and $1::text is not null
            and (c.relkind = 'm' or not coalesce('security_invoker=true' = any (c.reloptions) or 'security_invoker=on' = any (c.reloptions), false))
        """;
}
