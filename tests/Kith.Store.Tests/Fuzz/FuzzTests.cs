using System.Globalization;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Store.Reading;
using Kith.Store.Reading.Reports;
using Kith.Store.Sql;
using Kith.Store.Tests.Agreement;
using Kith.Store.Tests.Records;
using Npgsql;

namespace Kith.Store.Tests.Fuzz;

/// <summary>
/// Whatever stands where a caller may write an expression, a name, a cursor or a moment: a plan or a refusal, and nothing of it in the text of a
/// statement. A run has a seed, which it prints; <c>KITH_SEED</c> repeats one.
/// </summary>
public sealed class FuzzTests(StoreFixture fixture)
{
    private const int Inputs = 120_000;
    private const int Runs = 1_000;

    private static readonly string[] Zones = ["Etc/UTC", "Europe/Rome", "Pacific/Apia", "America/St_Johns"];

    private static Random Seeded()
    {
        var seed = Environment.GetEnvironmentVariable("KITH_SEED") is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"KITH_SEED={seed}");
        return new Random(seed);
    }

    private static void Say(string text) => TestContext.Current.TestOutputHelper?.WriteLine(text);

    [Fact]
    public void No_input_becomes_the_text_of_a_statement()
    {
        var random = Seeded();
        var catalogue = Catalogue.BuiltIn([new AgreementModule()]);
        var (hostile, shape) = (new HostileText(random), new SqlShape(catalogue));
        Caller[] callers = [.. Zones.Select(z => Caller.Of(Guid.AllBitsSet, Guid.AllBitsSet, Role.Owner, Via.Api, "EUR", TimeZoneInfo.FindSystemTimeZoneById(z)))];
        var (accepted, strangers) = (0, new Dictionary<string, string>());
        for (var i = 0; i < Inputs; i++)
        {
            var asked = Question.Next(random, hostile);
            var statements = Planned(asked, callers[random.Next(callers.Length)], catalogue);
            accepted += statements.Count > 0 ? 1 : 0;
            foreach (var command in statements.Select(s => s.ToCommand()))
            {
                foreach (var stranger in shape.Strangers(command))
                    strangers.TryAdd(stranger, $"{asked}\nmade: {command.CommandText}");
                Assert.DoesNotContain(HostileText.Canary, command.CommandText, StringComparison.OrdinalIgnoreCase);
                Assert.True(command.Parameters.All(p => SqlShape.IsStorable(p.Value)), asked.ToString());
            }
        }
        Say($"{Inputs} inputs, {accepted} of them accepted");
        if (strangers.Count > 0)
            Assert.Fail($"Not of ours: {string.Join("  ", strangers.Keys)}\n{strangers.First()}");
        // What is refused tells nothing of statements.
        Assert.InRange(accepted, Inputs / 10, Inputs);
    }

    private static IReadOnlyList<SqlText> Planned(Question asked, Caller caller, Catalogue catalogue)
    {
        var rights = new RightsSql(caller, new RolePolicy(), catalogue, new DateTime(2026, 11, 20, 9, 30, 0, DateTimeKind.Utc));
        var type = catalogue["item"];
        try
        {
            return asked.List is { } list ? ListPlan.Of(caller, catalogue, type, list, rights).Statements : ReportPlan.Of(caller, catalogue, type, asked.Report!, rights).Statements;
        }
        catch (ProblemException)
        {
            return [];
        }
        catch (Exception error)
        {
            throw new InvalidOperationException($"Neither answered nor refused: {asked}", error);
        }
    }

    [Fact]
    public async Task What_is_accepted_is_answered_by_the_database()
    {
        var random = Seeded();
        await using var database = await AgreementDatabase.MakeAsync(fixture, "fuzz");
        var workspace = await StoreFixture.WorkspaceAsync(database.Store);
        await new RandomRecords(workspace, random).MakeAsync(6);
        var hostile = new HostileText(random);
        var (answered, outOfRange) = (0, 0);
        while (answered < Runs)
        {
            var asked = Question.Next(random, hostile);
            try
            {
                _ = asked.List is { } list ? await workspace.ListAsync("item", list) : await workspace.ReportAsync("item", asked.Report!);
                answered++;
            }
            catch (ProblemException)
            {
                // Refused, as most are.
            }
            // Class 22: a value out of its range, which the server answers as a refusal.
            catch (PostgresException error) when (error.SqlState.StartsWith("22", StringComparison.Ordinal))
            {
                outOfRange++;
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"Neither answered nor refused: {asked}", error);
            }
        }
        Say($"{answered} answered, {outOfRange} out of range");
    }
}
