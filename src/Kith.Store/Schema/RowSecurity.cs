using Kith.Store.Sql;

namespace Kith.Store.Schema;

/// <summary>Who reaches which rows, by the context that the transaction proves (ADR 3, ADR 29).</summary>
internal static class RowSecurity
{
    /// <summary>Where the application's role finds tables: never among temporary ones first, which SQL that slips in could lay over them.</summary>
    public const string SearchPath = "kith,pg_temp";

    /// <summary>The same for functions that run with the rights of their owner.</summary>
    public const string SearchPaths = """
        do $do$ declare f record; begin
            for f in select p.oid::regprocedure as name, substr(s, 13) as path from pg_proc p cross join unnest(p.proconfig) s
                where p.prosecdef and p.pronamespace = 'kith'::regnamespace and s like 'search_path=%' and s not like '%pg_temp'
            loop execute format('alter function %s set search_path = %s, pg_temp', f.name, f.path); end loop;
        end $do$
        """;

    /// <summary>The policies of a table of workspaces, and of the one that lists them.</summary>
    public static string OfWorkspaces(string table)
    {
        var key = table == "workspace" ? "id" : "workspace_id";
        return $"""
            alter table kith.{Q(table)} enable row level security;
            alter table kith.{Q(table)} force row level security;
            drop policy if exists workspace on kith.{Q(table)};
            create policy workspace on kith.{Q(table)} to %app% using ({key} = (select kith.workspace())) with check ({key} = (select kith.workspace()));
            drop policy if exists narrow on kith.{Q(table)};
            create policy narrow on kith.{Q(table)} to %search% using (true) with check (true);
            drop policy if exists outside on kith.{Q(table)};
            create policy outside on kith.{Q(table)} to %auth% using ({key} = (select kith.workspace()) or (select kith.outside()));
            """;
    }

    /// <summary>The policies of a global table: from within a workspace only what belongs to its own people is seen.</summary>
    public static string OfGlobal(string table, string[] columns)
    {
        var own = table switch
        {
            "account" => PersonOf("id"),
            _ when columns.Contains("works_in") => " or works_in = (select kith.workspace())",
            _ when columns.Contains("session_id") => $" or exists (select from kith.session s where s.id = {Q(table)}.session_id)",
            _ when columns.Contains("account_id") => PersonOf("account_id"),
            _ => "",
        };
        return $"""
            alter table kith.{Q(table)} enable row level security;
            alter table kith.{Q(table)} force row level security;
            drop policy if exists workspace on kith.{Q(table)};
            create policy workspace on kith.{Q(table)} to %app% using ((select kith.outside()){own}) with check ((select kith.outside()){own});
            drop policy if exists outside on kith.{Q(table)};
            create policy outside on kith.{Q(table)} to %auth% using (true);
            """;

        string PersonOf(string column) => $" or exists (select from kith.person p where p.workspace_id = (select kith.workspace()) and p.account_id = {Q(table)}.{column})";
    }

    private static string Q(string name) => new SqlName(name).Quoted;
}
