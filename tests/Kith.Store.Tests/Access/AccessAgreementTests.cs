using System.Globalization;
using Kith.Core.Access;
using Kith.Core.Queries;
using Kith.Core.Types;
using Kith.Store.Reading;
using Kith.Store.Sql;
using Kith.Store.Tests.Records;
using Kith.Store.Writing;
using Npgsql;

namespace Kith.Store.Tests.Access;

/// <summary>
/// A plain evaluator of the access rules and the SQL that the store makes of them agree on made-up organisations, roles, rules, shares and records: on what each person
/// reads, changes, deletes, exports and makes, and on every field. A run has a seed, which it prints; <c>KITH_SEED</c> repeats one.
/// </summary>
public sealed class AccessAgreementTests(StoreFixture fixture)
{
    private const int Organisations = 4;
    private const int MembersOfEach = 24;
    private const int ThingsOfEach = 60;
    private const int LeastCases = 20_000;

    private static readonly string[] Own = ["alpha_c", "beta_c", "gamma_c", "delta_c", "epsilon_c"];
    private static readonly string[] Fields = ["industry", "phone", "website", "annual_revenue", "employees"];

    [Fact]
    public async Task The_sql_and_a_plain_evaluator_agree_on_who_may_do_what()
    {
        var seed = Environment.GetEnvironmentVariable("KITH_SEED") is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"KITH_SEED={seed}");
        var random = new Random(seed);
        var (cases, allowed) = (0, 0);
        for (var i = 0; i < Organisations; i++)
        {
            var workspace = await fixture.WorkspaceAsync();
            var organisation = await MakeAsync(random, workspace.Id);
            foreach (var person in organisation.People)
            {
                var (of, yes) = await CompareAsync(organisation, workspace.Id, person.Id, random, $"KITH_SEED={seed}, organisation {i}");
                (cases, allowed) = (cases + of, allowed + yes);
            }
        }
        Assert.True(cases >= LeastCases, $"{cases} cases");
        // Where nearly all were allowed or refused, agreeing would say little.
        Assert.InRange(allowed / (double)cases, 0.1, 0.9);
    }

    private async Task<(int Cases, int Allowed)> CompareAsync(Organisation organisation, Guid workspace, Guid person, Random random, string where)
    {
        var store = fixture.Store;
        var catalogue = await store.Catalogues.RefreshAsync(workspace, CancellationToken.None);
        var version = await ScalarAsync<long>($"select access_version from kith.workspace where id = '{workspace}'");
        var access = (await store.Memberships.OfAsync(workspace, person, version, catalogue.Version, CancellationToken.None))!;
        var caller = Caller.Of(workspace, access, Via.Api, "EUR", TimeZoneInfo.Utc);
        var company = catalogue["company"];
        var rights = new RightsSql(caller, store.Policy, catalogue, TimeProvider.System.GetUtcNow().UtcDateTime);
        var (cases, allowed) = (0, 0);
        void Same(string right, object subject, bool oracle, bool sql)
        {
            Assert.True(oracle == sql, $"{where}: {person} {right} {subject}: the evaluator says {oracle}, the SQL {sql}. Roles {string.Join(", ", organisation.RolesOf(person))}");
            (cases, allowed) = (cases + 1, allowed + (oracle ? 1 : 0));
        }

        await using var session = await store.Database.OpenAsync(workspace, CancellationToken.None);
        async Task<HashSet<Guid>> Ids(SqlText condition, bool may) => !may ? [] : [.. await session.ListAsync(
            SqlText.Of($"select t.id from company t where t.workspace_id = {workspace} and t.deleted_at is null{rights.Readable(company, "t", " and ")}{condition}"), r => r.GetGuid(0), CancellationToken.None)];
        var of = rights.Of(company);
        var reads = await Ids(SqlText.Empty, of.Read);
        var updates = await Ids(rights.Writable(company, "t", " and ", WriteKind.Update), of.Read && of.Update);
        var deletes = await Ids(rights.Writable(company, "t", " and ", WriteKind.Delete), of.Read && of.Delete);
        var exports = await Ids(rights.Exportable(company, "t", " and ", past: false), of.Read && of.Exports.Any);
        foreach (var thing in organisation.Things)
        {
            Same("reads", thing, organisation.Reads(person, thing), reads.Contains(thing.Id));
            Same("updates", thing, organisation.Updates(person, thing), updates.Contains(thing.Id));
            Same("deletes", thing, organisation.Deletes(person, thing), deletes.Contains(thing.Id));
            Same("exports", thing, organisation.Exports(person, thing), exports.Contains(thing.Id));
        }
        for (var i = 0; i < 10; i++)
        {
            var (owner, territory) = (Pick(random, organisation.People)?.Id, Pick(random, organisation.Territories)?.Id);
            Same("creates", $"for {owner} in {territory}", organisation.Creates(person, owner, territory), of.Creates.Admits(person, owner, territory));
        }
        foreach (var field in Fields)
        {
            Same("knows", field, organisation.Field(person, field) != FieldLevel.Hidden, !of.Hidden.Contains(field));
            Same("sets", field, organisation.Field(person, field) == FieldLevel.Write, !of.Hidden.Contains(field) && !of.Locked.Contains(field));
        }
        // What the screens and the API show is what the condition says, and so is what is explained.
        if (of.Read)
        {
            var page = new System.Buffers.ArrayBufferWriter<byte>();
            await store.Reads.ListAsync(caller, catalogue, company, new ListQuery { Fields = ["id"], Limit = 200, Count = CountMode.Exact }, page, CancellationToken.None);
            using var shown = System.Text.Json.JsonDocument.Parse(page.WrittenMemory);
            Assert.Equal(reads.Order(), shown.RootElement.GetProperty("data").EnumerateArray().Select(r => r.GetProperty("id").GetGuid()).Order());
            Assert.Equal(reads.Count, shown.RootElement.GetProperty("count").GetInt64());
        }
        var administrator = Caller.Of(workspace, organisation.People[0].Id, Kith.Core.Access.Role.Owner, Via.Api, "EUR", TimeZoneInfo.Utc);
        foreach (var thing in organisation.Things.Where(_ => random.Next(20) == 0))
        {
            var explained = await store.Explainer.OfAsync(administrator, catalogue, company, thing.Id, person, CancellationToken.None);
            Assert.Equal(new[] { reads, updates, deletes, exports }.Select(s => s.Contains(thing.Id)), explained.Rights.Select(r => r.Allowed));
            Assert.All(explained.Rights.Where(r => r.Allowed), r => Assert.NotEmpty(r.Because));
        }
        return (cases, allowed);
    }

    private static T? Pick<T>(Random random, IReadOnlyList<T> from) where T : class => random.Next(6) == 0 ? null : from[random.Next(from.Count)];

    private async Task<Organisation> MakeAsync(Random random, Guid workspace)
    {
        var ids = fixture.Store.Ids;
        var teams = Units(random, 6);
        var territories = Units(random, 6);
        string[] builtIn = ["viewer", "member", "manager"];
        var people = new List<Member>();
        for (var i = 0; i < MembersOfEach; i++)
            people.Add(new Member(ids.Next(), random.Next(6) == 0 ? builtIn[random.Next(3)] : Own[random.Next(Own.Length)], Pick(random, teams)?.Id, i == 0 || random.Next(3) > 0 ? null : people[random.Next(i)].Id));
        teams = [.. teams.Select(t => t with { Head = random.Next(2) == 0 ? null : people[random.Next(people.Count)].Id })];
        territories = [.. territories.Select(t => t with { Head = random.Next(3) > 0 ? null : people[random.Next(people.Count)].Id, Members = [.. people.Where(_ => random.Next(8) == 0).Select(p => p.Id)] })];
        var roles = new Dictionary<string, RoleContent>();
        foreach (var (name, place) in Own.Select((n, i) => (n, i)))
            roles[name] = Content(random, place);
        var things = new List<Thing>();
        for (var i = 0; i < ThingsOfEach; i++)
            things.Add(new Thing(ids.Next(), Pick(random, people)?.Id, Pick(random, territories)?.Id, random.Next(1_000), $"{(char)('A' + random.Next(4))} {i}", random.Next(8) == 0));
        string To() => random.Next(4) switch
        {
            0 => $"person:{people[random.Next(people.Count)].Id}",
            1 => $"team:{teams[random.Next(teams.Count)].Id}",
            2 => $"territory:{territories[random.Next(territories.Count)].Id}",
            _ => $"role:{(random.Next(2) == 0 ? Own[random.Next(Own.Length)] : builtIn[random.Next(3)])}",
        };
        var openings = Enumerable.Range(0, 5).Select(_ => Opening(random, To())).ToList();
        var shares = Enumerable.Range(0, 25).Select(_ => new Opened(things[random.Next(things.Count)].Id, To(), random.Next(2) == 0, random.Next(5) == 0)).DistinctBy(s => (s.Thing, s.To)).ToList();
        var grants = Enumerable.Range(0, 8).Select(_ => new Granted(people[random.Next(people.Count)].Id, random.Next(3) == 0 ? builtIn[random.Next(3)] : Own[random.Next(Own.Length)], random.Next(3) == 0)).DistinctBy(g => (g.Person, g.Role)).ToList();
        var organisation = new Organisation(people, teams, territories, roles, grants, things, openings, shares);
        await KeepAsync(organisation, workspace);
        return organisation;
    }

    private List<Unit> Units(Random random, int count)
    {
        var units = new List<Unit>();
        for (var i = 0; i < count; i++)
            units.Add(new Unit(fixture.Store.Ids.Next(), i == 0 || random.Next(3) == 0 ? null : units[random.Next(i)].Id, null, []));
        return units;
    }

    private static RoleContent Content(Random random, int place)
    {
        Level Any() => (Level)random.Next(5);
        TypeGrantJson Grant(bool named) => new(Any(), Any(), Any(), Any(), Any(),
            named ? Fields.Where(_ => random.Next(2) == 0).ToDictionary(f => f, _ => (FieldLevel)random.Next(3)) : null, (FieldLevel)random.Next(3));
        var types = new Dictionary<string, TypeGrantJson>();
        if (random.Next(4) > 0)
            types["company"] = Grant(true);
        if (random.Next(3) == 0)
            types["*"] = Grant(false);
        // Only on those before it, so that none builds on itself.
        return new RoleContent(null, [.. Own.Take(place).Where(_ => random.Next(4) == 0)], random.Next(6) == 0 ? [Function.SeePrivate] : [], types);
    }

    private static Opening Opening(Random random, string to)
    {
        var (most, letter) = (random.Next(1_000), (char)('A' + random.Next(4)));
        (string Condition, Func<Thing, Guid, bool> Holds) rule = random.Next(3) switch
        {
            0 => ($"employees > {most}", (t, _) => t.Employees > most),
            1 => ($"name starts with \"{letter}\"", (t, _) => t.Name[0] == letter),
            _ => ($"owner is empty or (owner != me() and employees <= {most})", (t, p) => t.Owner is null || (t.Owner != p && t.Employees <= most)),
        };
        return new Opening(rule.Condition, rule.Holds, to, random.Next(2) == 0, random.Next(4) > 0);
    }

    private async Task KeepAsync(Organisation made, Guid workspace)
    {
        await using var connection = await fixture.Owner.OpenConnectionAsync();
        await using var batch = new NpgsqlBatch(connection);
        void Run(string sql, params object?[] values)
        {
            var command = new NpgsqlBatchCommand(sql);
            foreach (var value in values.Prepend(workspace))
                command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
            batch.BatchCommands.Add(command);
        }

        void Entry(Guid id, string type, string title) => Run("insert into kith.entry (workspace_id, id, type, title, words) values ($1, $2, $3, $4, '')", id, type, title);
        foreach (var (units, type, head) in new[] { (made.Teams, "team", "lead_id"), (made.Territories, "territory", "manager_id") })
        {
            foreach (var unit in units)
            {
                Entry(unit.Id, type, type);
                Run($"insert into kith.{type} (workspace_id, id, created_at, updated_at, name, parent_id) values ($1, $2, now(), now(), '{type}', $3)", unit.Id, unit.Parent);
            }
        }
        foreach (var person in made.People)
        {
            Entry(person.Id, "person", "Person");
            Run("insert into kith.person (workspace_id, id, created_at, updated_at, name, role, active, team_id, manager_id) values ($1, $2, now(), now(), 'Person', $3, true, $4, $5)", person.Id, person.Role, person.Team, person.Manager);
        }
        foreach (var unit in made.Teams)
            Run("update kith.team set lead_id = $3 where workspace_id = $1 and id = $2", unit.Id, unit.Head);
        foreach (var unit in made.Territories)
        {
            Run("update kith.territory set manager_id = $3 where workspace_id = $1 and id = $2", unit.Id, unit.Head);
            foreach (var (member, place) in unit.Members.Select((m, i) => (m, i)))
                Run("insert into kith.link (workspace_id, from_id, field, to_id, position) values ($1, $2, 'members', $3, $4)", unit.Id, member, place);
        }
        foreach (var (name, content) in made.Roles)
            Run("insert into kith.own_role (workspace_id, name, label, definition, created_at, updated_at) values ($1, $2, $2, $3::jsonb, now(), now())", name, RoleJson.Write(content));
        foreach (var grant in made.Grants)
            Run("insert into kith.role_grant (workspace_id, id, person_id, role, expires_at, created_at) values ($1, gen_random_uuid(), $2, $3, now() + $4 * interval '1 day', now() - interval '2 days')", grant.Person, grant.Role, grant.Expired ? -1 : 1);
        foreach (var thing in made.Things)
        {
            Entry(thing.Id, "company", thing.Name);
            Run("insert into kith.company (workspace_id, id, created_at, updated_at, name, owner_id, territory_id, employees) values ($1, $2, now(), now(), $3, $4, $5, $6)", thing.Id, thing.Name, thing.Owner, thing.Territory, thing.Employees);
            if (thing.Private)
                Run("insert into kith.private_record (workspace_id, record_id, type, created_at) values ($1, $2, 'company', now())", thing.Id);
        }
        foreach (var rule in made.Openings)
            Run("insert into kith.sharing_rule (workspace_id, id, type, label, condition, shared_with, write, active, updated_at) values ($1, gen_random_uuid(), 'company', 'Rule', $2, $3, $4, $5, now())", rule.Condition, rule.To, rule.Write, rule.Active);
        foreach (var share in made.Shares)
            Run("insert into kith.share (workspace_id, id, type, record_id, shared_with, write, expires_at, created_at) values ($1, gen_random_uuid(), 'company', $2, $3, $4, now() + $5 * interval '1 day', now() - interval '2 days')", share.Thing, share.To, share.Write, share.Expired ? -1 : 1);
        Run("update kith.workspace set schema_version = schema_version + 1 where id = $1");
        await batch.ExecuteNonQueryAsync();
    }

    private async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = fixture.Owner.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }
}
