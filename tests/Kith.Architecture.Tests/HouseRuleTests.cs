using System.Text.Json;
using System.Text.RegularExpressions;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using Kith.Server;

namespace Kith.Architecture.Tests;

/// <summary>Rules of the house that a machine can hold.</summary>
public sealed partial class HouseRuleTests
{
    /// <summary>Where Kith itself acts, and why: the only way round a person's rights, so each use is named here.</summary>
    private static readonly string[] SystemCallers =
    [
        "src/Kith.Store/Purging/PurgeJobs.cs", // what is purged goes by the workspace's setting, whoever put it into the trash
        "src/Kith.Store/Privacy/Erasing.cs", // who is erased is erased from what everybody wrote; that somebody may erase was checked when they asked for it
        "src/Kith.Store/Privacy/RetentionJobs.cs", // a rule of the workspace covers what nobody may see, too
        "src/Kith.Store/Files/ScanJobs.cs", // what is found in a file is known of it, whoever may write it
        "src/Kith.Store/Rates/RateJobs.cs", // rates come from outside, after an administrator asked for them
        "src/Kith.Store/Catalogues/SeriesJobs.cs", // older records get the numbers that an administrator asked for, whoever may write them
        "src/Kith.Store/Catalogues/FieldConversionJobs.cs", // values that an administrator gave another kind are moved, whoever may write them
        "src/Kith.Store/Accounts/AccountRemoval.cs", // whose account is deleted is emptied in every workspace, with whatever right to their own record
        "src/Kith.Store/Accounts/ActingPerson.cs", // who left goes on handing over what they held; that they may was checked before they left
        "src/Kith.Identity/Accounts/EmailChanges.cs", // an account's address goes into its people's records, in workspaces that it does not work in just now
        "src/Kith.Identity/Invitations/Accepting.cs", // whoever accepts an invitation is nobody yet
        "src/Kith.Identity/Providers/ProviderAdmission.cs", // whoever signs in through a provider is nobody yet
        "src/Kith.Server/Forms/FormIntake.cs", // whoever fills in a web form is nobody in its workspace
        "src/Kith.Identity/SigningUp/SignUp.cs", // a new workspace has no person who could make its first one
    ];

    [Fact]
    public void Kith_acts_in_its_own_name_only_where_it_is_listed()
    {
        var uses = Sources.Files.Where(f => File.ReadAllText(f).Contains("Caller.System(", StringComparison.Ordinal)).Select(Sources.Name).Order(StringComparer.Ordinal);
        Assert.Equal(SystemCallers.Where(f => File.ReadAllText(Path.Combine(Sources.Root, f)).Contains("Caller.System(", StringComparison.Ordinal)).Order(StringComparer.Ordinal), uses);
    }

    /// <summary>What log messages have a place for: ids, counts, names of Kith's own. Nothing that people wrote or are called.</summary>
    private static readonly HashSet<string> Logged =
    [
        "Workspace", "Person", "Seen", "Session", "Trace", "Method", "Endpoint", "Type", "Kind", "Id", "Mail", "Consumer", "Position", "Index", "Code", "Error", "Attempt", "Changes", "Rows", "Number", "Name", "Types", "Migrations",
        "ForGood", "Usable", "Milliseconds", "Seconds", "Elapsed", "ProcessId", "Version", "Directory",
    ];

    [Fact]
    public void Logs_tell_no_personal_values_and_those_of_work_for_a_workspace_name_it()
    {
        var messages = (from file in Sources.Files from Match match in LogMessages().Matches(File.ReadAllText(file)) select match.Groups["text"].Value).ToList();
        Assert.InRange(messages.Count, 30, int.MaxValue);
        Assert.DoesNotContain(messages.SelectMany(m => Places().Matches(m).Select(p => p.Groups["name"].Value)), p => !Logged.Contains(p));
        Assert.All(messages.Where(m => m.StartsWith("Job ", StringComparison.Ordinal) || m.StartsWith("Import ", StringComparison.Ordinal) || m.StartsWith("Consumer ", StringComparison.Ordinal) || m.Contains("{Endpoint}", StringComparison.Ordinal)),
            m => Assert.Contains("{Workspace}", m, StringComparison.Ordinal));
        Assert.Contains(messages, m => m.Contains("{Endpoint}", StringComparison.Ordinal) && m.Contains("{Person}", StringComparison.Ordinal) && m.Contains("{Trace}", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"\[LoggerMessage\([^\]]*?Message\s*=\s*""(?<text>[^""]*)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex LogMessages();

    [GeneratedRegex(@"\{(?<name>\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Places();

    [Fact]
    public void Every_code_of_a_problem_has_a_text()
    {
        _ = Catalogue.BuiltIn(KithHost.Modules);
        Messages.Include(typeof(Identity.IdentitySettings).Assembly);
        var unknown = from file in Sources.Files
                      from Match match in Codes().Matches(File.ReadAllText(file))
                      let code = match.Groups["code"].Value
                      where !Messages.Knows(code)
                      select $"{Sources.Name(file)}: {code}";
        Assert.Empty(unknown);
    }

    [GeneratedRegex("""(?:Problems\.Add|problems\.Add|Problem\.Field|_problems\.Add)\([^,;()]*,\s*"(?<code>[a-z_]+(?:\.[a-z_]+)?)"[,)]|Problem\.Of\(ProblemKind\.\w+, "(?<code>[a-z_.]+)"|kith\.refuse\('(?<code>[a-z_]+)'""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Codes();

    [Fact]
    public void Texts_of_problems_take_the_arguments_they_are_given()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Sources.Root, "src"), "messages.en.json", SearchOption.AllDirectories).Where(f => !f.Contains("/bin/", StringComparison.Ordinal) && !f.Contains("/obj/", StringComparison.Ordinal)))
        {
            foreach (var (code, text) in JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(file))!)
            {
                if (!text.Contains("{0", StringComparison.Ordinal))
                    continue;
                var formatted = string.Format(System.Globalization.CultureInfo.InvariantCulture, text, "a", "b", "c", "d");
                Assert.False(string.IsNullOrWhiteSpace(formatted), code);
            }
        }
    }

    [Fact]
    public void No_built_in_name_ends_like_a_workspaces_own()
    {
        var names = Catalogue.BuiltIn(KithHost.Modules).Types.SelectMany(t => t.Fields.Select(f => f.Name).Append(t.Name).Append(t.Plural));
        Assert.DoesNotContain(names, n => n.EndsWith("_c", StringComparison.Ordinal));
    }

    [Fact]
    public void Lists_and_boards_name_fields_that_exist()
    {
        foreach (var type in Catalogue.BuiltIn(KithHost.Modules).Types)
        {
            Assert.NotEmpty(type.List);
            Assert.All(type.List, name => Assert.NotNull(type.Find(name)));
            if (type.Board is { } board)
            {
                Assert.NotNull(type.Find(board.By));
                Assert.True(board.Scope is null || type.Find(board.Scope) is not null);
                Assert.True(board.Sum is null || type.Find(board.Sum) is not null);
            }
        }
    }

    [Fact]
    public void Every_kind_of_field_is_declared_once()
    {
        var kinds = typeof(FieldKind).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(FieldKind)) && !t.IsAbstract).ToHashSet();
        Assert.Equal(kinds, FieldKinds.All.Select(k => k.GetType()).ToHashSet());
    }

    [Fact]
    public void Files_are_short_enough_to_be_one_idea()
    {
        // 300 lines need a reason; each exception says which.
        string[] reasoned =
        [
            "src/Kith.Core/Types/Kinds/TextKinds.cs", // a family of small kinds
            "src/Kith.Core/Types/Kinds/LinkKinds.cs", // a family of small kinds
            "src/Kith.Core/Types/Kinds/NumberKinds.cs", // a family of small kinds
        ];
        var longer = Sources.Files.Where(f => File.ReadLines(f).Count() > 300).Select(Sources.Name).Except(reasoned).Order(StringComparer.Ordinal);
        Assert.Empty(longer);
    }
}
