using System.Globalization;
using Kith.Core.Access;
using Kith.Core.Expressions;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Store.Reading;
using Kith.Store.Sql;
using Kith.Store.Tests.Records;

namespace Kith.Store.Tests.Agreement;

/// <summary>
/// PostgreSQL and the evaluator in memory give the same value for random expressions over random records, in zones with strange clocks and at
/// moments when those change. A run has a seed, which it prints; <c>KITH_SEED</c> repeats one.
/// </summary>
public sealed class AgreementTests(StoreFixture fixture)
{
    private const int Expressions = 3_000;
    private const int AtOnce = 25;
    private const int Records = 40;
    private const int Pasts = 3;

    private static readonly string[] Zones = ["Etc/UTC", "Europe/Rome", "America/New_York", "Asia/Kolkata", "Pacific/Apia", "Australia/Lord_Howe", "America/St_Johns", "Africa/Cairo", "Asia/Manila", "America/Juneau", "Pacific/Kwajalein", "Pacific/Kiritimati"];
    private static readonly string[] Moments = ["2026-11-20T09:30:00Z", "2026-03-29T00:30:00Z", "2026-10-25T01:15:00Z", "2027-01-01T00:00:00Z", "2028-02-29T23:59:59Z", "2026-12-31T12:00:00Z"];

    [Fact]
    public async Task Both_back_ends_agree()
    {
        var seed = Environment.GetEnvironmentVariable("KITH_SEED") is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"KITH_SEED={seed}");
        var random = new Random(seed);
        await using var installation = await Installation.MakeAsync(fixture, random, "agreement");
        var generator = new ExpressionGenerator(random, [.. installation.Moments.Select(m => m.ToString("O", CultureInfo.InvariantCulture)), "2020-01-01", "2999-12-31"], [.. installation.World.Of("item").Select(i => i.Id.ToString())]);
        var (cases, refused) = (0, 0);
        for (var done = 0; done < Expressions; done += AtOnce)
        {
            // A third of them in the past: the tables of now read as of then, beside what was in them then.
            var world = random.Next(3) == 0 ? installation.World.History[random.Next(installation.World.History.Count)] : installation.World;
            var setting = installation.Setting(world, TimeZoneInfo.FindSystemTimeZoneById(Zones[random.Next(Zones.Length)]), new WorkCalendar(WorkCalendar.WeekStarts[random.Next(3)], random.Next(1, 13)), DateTime.Parse(Moments[random.Next(Moments.Length)], CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal));
            var asked = new List<(string Text, Expr Checked)>();
            while (asked.Count < AtOnce)
            {
                var text = generator.Next();
                if (setting.Check(text) is { } expression)
                    asked.Add((text, expression));
                else
                    refused++;
            }
            foreach (var (text, record, stored, evaluated) in await setting.DifferencesAsync([.. asked.Select(a => a.Checked)]))
            {
                var smallest = await setting.SmallestAsync(asked[text].Text, record);
                Assert.Fail($"KITH_SEED={seed} in {setting.Zone.Id} with {setting.Calendar} at {setting.Now:O}\n{smallest.Text}\nPostgreSQL: {World.Shown(smallest.Stored)}\nin memory: {World.Shown(smallest.Evaluated)}\n"
                    + $"of: {record}\nfirst seen in: {asked[text].Text}: {World.Shown(stored)} and {World.Shown(evaluated)}");
            }
            cases += AtOnce * setting.World.Of("item").Count;
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{cases} cases agree; {refused} expressions were refused");
        Assert.InRange(cases, 100_000, int.MaxValue);
        // Nearly all are to be compared, or the generator has lost touch with the language.
        Assert.InRange(refused, 0, Expressions / 20);
    }

    /// <summary>What the property found, of numbers at their limit: no seed is needed to see it again.</summary>
    [Fact]
    public async Task Numbers_end_at_their_limit()
    {
        await using var installation = await Installation.MakeAsync(fixture, new Random(1), "limits");
        var setting = installation.Setting(installation.World, TimeZoneInfo.Utc, WorkCalendar.Default, DateTime.Parse(Moments[0], CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal));
        string[] texts = ["999999999999999999.9999999999 + if(flag, 0, 7)", "0 - 999999999999999999.9999999999 - if(flag, 0, 7)", "999999999999999999 * if(flag, 1, 1.0000000001)"];
        Assert.Empty(await setting.DifferencesAsync([.. texts.Select(text => Assert.IsType<Expr>(setting.Check(text), exactMatch: false))]));
    }

    /// <summary>A database with the types of the test and records in it.</summary>
    private sealed class Installation(AgreementDatabase database, Caller caller, World world, IReadOnlyList<DateTime> moments) : IAsyncDisposable
    {
        public World World => world;

        /// <summary>Points in time between changes, of which the world's history is.</summary>
        public IReadOnlyList<DateTime> Moments => moments;

        public static async Task<Installation> MakeAsync(StoreFixture fixture, Random random, string database)
        {
            var made = await AgreementDatabase.MakeAsync(fixture, database);
            var (store, catalogue) = (made.Store, made.Store.Catalogues.BuiltIn);
            var workspace = await StoreFixture.WorkspaceAsync(store);
            var records = new RandomRecords(workspace, random);
            await records.MakeAsync(Records);
            // Kith takes no other currencies while there are no rates, but its expressions know them.
            await using (var abroad = made.Owner.CreateCommand("update kith.item set cost_currency = 'USD' where cost is not null and get_byte(uuid_send(id), 15) % 2 = 0"))
                await abroad.ExecuteNonQueryAsync();
            var (moments, history) = (new List<DateTime>(), new List<World>());
            for (var i = 0; i < Pasts; i++)
            {
                var moment = await BetweenAsync();
                moments.Add(moment);
                history.Add(await World.ReadAsync(made.Owner, catalogue, workspace.Id, moment.AddMicroseconds(1)));
                await records.ChangeAsync(Records * 2);
            }
            var world = await World.ReadAsync(made.Owner, catalogue, workspace.Id, await BetweenAsync());
            world.History = history;
            return new Installation(made, workspace.Owner, world, moments);
        }

        // An instant behind all changes so far and before all that follow, to the microsecond.
        private static async Task<DateTime> BetweenAsync()
        {
            await Task.Delay(2);
            var now = TimeProvider.System.GetUtcNow().UtcDateTime;
            await Task.Delay(2);
            return new DateTime(now.Ticks / TimeSpan.TicksPerMicrosecond * TimeSpan.TicksPerMicrosecond, DateTimeKind.Utc);
        }

        public Setting Setting(World world, TimeZoneInfo zone, WorkCalendar calendar, DateTime now) => new(database.Store, Caller.Of(caller.Workspace, caller.Person!.Value, Role.Owner, Via.Api, "EUR", zone) with { Calendar = calendar, Limits = CostLimits.Job with { Joins = int.MaxValue } }, World, world, zone, now);

        public ValueTask DisposeAsync() => database.DisposeAsync();
    }

    /// <summary>Who asks, where and when.</summary>
    private sealed class Setting(KithStore store, Caller caller, World present, World world, TimeZoneInfo zone, DateTime now)
    {
        private readonly RecordType _type = store.Catalogues.BuiltIn["item"];
        private readonly RightsSql _rights = new(caller, store.Policy, store.Catalogues.BuiltIn, now);

        public World World => world;
        public TimeZoneInfo Zone => zone;
        public WorkCalendar Calendar => caller.Calendar;
        public DateTime Now => now;

        /// <summary>The checked expression; null where it is refused.</summary>
        public Expr? Check(string text)
        {
            try
            {
                return ExpressionChecker.Value(text, _type, _rights.Context, "value");
            }
            catch (ProblemException)
            {
                return null;
            }
        }

        /// <summary>Where the two give different values: which expression, which record, and both values.</summary>
        public async Task<List<(int Expression, RecordView Record, object? Stored, object? Evaluated)>> DifferencesAsync(IReadOnlyList<Expr> expressions)
        {
            var stored = await StoredAsync(expressions);
            var evaluator = new ExpressionEvaluator(zone, present.MineOf(caller.Person!.Value));
            var different = new List<(int, RecordView, object?, object?)>();
            foreach (var record in world.Of("item"))
            {
                for (var i = 0; i < expressions.Count; i++)
                {
                    var evaluated = evaluator.Value(expressions[i], record);
                    if (!World.Same(stored[record.Id][i], evaluated))
                        different.Add((i, record, stored[record.Id][i], evaluated));
                }
            }
            return different;
        }

        private async Task<Dictionary<Guid, object?[]>> StoredAsync(IReadOnlyList<Expr> expressions)
        {
            var scope = new JoinScope(_type, store.Catalogues.BuiltIn, _rights, world == present ? null : new Past(world.Until, OneByOne: false));
            var sql = new ExpressionSql(scope, zone);
            var columns = expressions.Select(sql.Value).ToList();
            await using var session = await store.Database.OpenAsync(caller.Workspace, CancellationToken.None);
            await using var reader = await session.ReadAsync(SqlText.Of($"select t.id, {SqlText.List(columns)} from {scope.From} where t.workspace_id = {caller.Workspace} and t.deleted_at is null"), CancellationToken.None);
            var rows = new Dictionary<Guid, object?[]>();
            while (await reader.ReadAsync())
                rows[reader.GetGuid(0)] = [.. expressions.Select((_, i) => World.Read(reader, i + 1))];
            return rows;
        }

        /// <summary>The smallest part of an expression about which the two differ for a record.</summary>
        public async Task<(string Text, object? Stored, object? Evaluated)> SmallestAsync(string text, RecordView record)
        {
            foreach (var part in Parts(ExpressionParser.Parse(text, "value")).Select(ExpressionPrinter.Print).Distinct().OrderBy(p => p.Length))
            {
                if (Check(part) is { } expression && (await DifferencesAsync([expression])).Find(d => d.Record.Id == record.Id) is { Record: not null } found)
                    return (part, found.Stored, found.Evaluated);
            }
            return (text, null, null);
        }

        private static IEnumerable<Syntax> Parts(Syntax syntax) => (syntax switch
        {
            NegativeSyntax n => [n.Operand],
            ArithmeticSyntax a => [a.Left, a.Right],
            CompareSyntax c => [c.Left, c.Right],
            MatchSyntax m => [m.Left],
            InListSyntax l => [l.Value, .. l.Items],
            InPeriodSyntax p => [p.Value],
            InSetSyntax s => [s.Value],
            BetweenSyntax b => [b.Value, b.From, b.Until],
            IsEmptySyntax e => [e.Value],
            NotSyntax n => [n.Operand],
            AllSyntax a => a.Parts,
            AnySyntax a => a.Parts,
            CallSyntax c => [.. c.Arguments, .. c.Where is null ? (Syntax[])[] : [c.Where, c with { Where = null }]],
            _ => (IReadOnlyList<Syntax>)[],
        }).SelectMany(Parts).Append(syntax);
    }
}
