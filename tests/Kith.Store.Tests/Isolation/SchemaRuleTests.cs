namespace Kith.Store.Tests.Isolation;

/// <summary>What must hold of every table, key and policy, so that a new one cannot forget it.</summary>
[Collection(nameof(Canaries))]
public sealed class SchemaRuleTests(CanaryDatabase canaries)
{
    private async Task<string> ExceptionsAsync(string sql)
    {
        await using var command = canaries.Owner.CreateCommand($"select coalesce(string_agg(what, '; ' order by what), '') from ({sql}) s (what)");
        return (string)(await command.ExecuteScalarAsync())!;
    }

    [Fact]
    public async Task Every_table_forces_row_level_security() => Assert.Equal("", await ExceptionsAsync("""
        select c.relname::text from pg_class c where c.relnamespace = 'kith'::regnamespace and c.relkind in ('r', 'p') and not (c.relrowsecurity and c.relforcerowsecurity)
        """));

    [Fact]
    public async Task Every_link_between_rows_of_workspaces_carries_the_workspace() => Assert.Equal("", await ExceptionsAsync("""
        select k.conname::text from pg_constraint k
        where k.contype = 'f' and k.connamespace = 'kith'::regnamespace and k.confrelid <> 'kith.workspace'::regclass
            and exists (select from pg_attribute a where a.attrelid = k.conrelid and a.attname = 'workspace_id')
            and exists (select from pg_attribute a where a.attrelid = k.confrelid and a.attname = 'workspace_id')
            and not exists (
                select from unnest(k.conkey, k.confkey) u (here, there)
                join pg_attribute h on h.attrelid = k.conrelid and h.attnum = u.here and h.attname = 'workspace_id'
                join pg_attribute t on t.attrelid = k.confrelid and t.attnum = u.there and t.attname = 'workspace_id')
        """));

    // A unique key over all workspaces would tell of a value by refusing it; hashes of secrets nobody can guess may be unique everywhere.
    [Fact]
    public async Task Every_unique_key_of_a_workspace_table_carries_the_workspace() => Assert.Equal("", await ExceptionsAsync("""
        select x.indexrelid::regclass::text from pg_index x join pg_class c on c.oid = x.indrelid
        where x.indisunique and c.relnamespace = 'kith'::regnamespace
            and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'workspace_id')
            and not exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'workspace_id' and a.attnum = any (x.indkey))
            and not exists (select from pg_attribute a where a.attrelid = c.oid and a.attnum = any (x.indkey) and a.atttypid = 'bytea'::regtype and x.indnatts = 1)
        """));

    // The role of searches proves the workspace in each of its functions; that of sign-ins finds global rows by secrets.
    [Fact]
    public async Task Only_policies_of_narrow_roles_are_open() => Assert.Equal("", await ExceptionsAsync("""
        select format('%s on %s', p.polname, p.polrelid::regclass) from pg_policy p
        where (pg_get_expr(p.polqual, p.polrelid) = 'true' or p.polqual is null)
            and not (p.polroles <@ array(select r.oid from pg_roles r where r.rolname like 'kith\_search\_%'))
            and not (p.polroles <@ array(select r.oid from pg_roles r where r.rolname like 'kith\_auth\_%')
                and not exists (select from pg_attribute a where a.attrelid = p.polrelid and a.attname = 'workspace_id') and p.polrelid <> 'kith.workspace'::regclass)
        """));

    [Fact]
    public async Task Views_are_read_with_the_rights_of_who_asks() => Assert.Equal("", await ExceptionsAsync("""
        select c.relname::text from pg_class c where c.relnamespace = 'kith'::regnamespace and c.relkind in ('v', 'm')
            and (c.relkind = 'm' or not coalesce('security_invoker=true' = any (c.reloptions) or 'security_invoker=on' = any (c.reloptions), false))
        """));
}
