using System.Text.RegularExpressions;
using Kith.Core.Expressions;

namespace Kith.Core.Tests.Expressions;

/// <summary>Runs every example of <c>docs/expressions.md</c>: the lines of its blocks that name a use and a type.</summary>
public sealed partial class ReferenceTests
{
    private static string[] Lines()
    {
        using var stream = typeof(ReferenceTests).Assembly.GetManifestResourceStream("expressions.md")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n');
    }

    public static TheoryData<string, string, string, string> Examples()
    {
        var examples = new TheoryData<string, string, string, string>();
        string[]? block = null;
        foreach (var line in Lines())
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
                block = block is null ? line[3..].Split(' ') : null;
            else if (block is [var use, var type] && line.Length > 0)
                examples.Add(use, type, line.Split('#')[0].Trim(), line.Contains('#', StringComparison.Ordinal) ? line.Split('#')[1].Trim() : "");
        }
        return examples;
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_example_of_the_reference_is_right(string use, string type, string text, string remark)
    {
        switch (use)
        {
            case "condition":
                Ask.Condition(text, type);
                break;
            case "value":
                Ask.Value(text, type);
                break;
            case "measure":
                Ask.Measure(text, type);
                break;
            case "refused":
                Assert.Equal(remark, Assert.Single(Ask.Refusal(() => Ask.Condition(text, type))).Code);
                break;
            default:
                Assert.Fail($"The reference has a block of the unknown use “{use}”.");
                break;
        }
    }

    [Fact]
    public void The_reference_has_its_examples() => Assert.InRange(Examples().Count, 80, 500);

    /// <summary>The first cells of the tables, where they show calls: <c>| `left(text, n)`, `right(text, n)` | …</c>.</summary>
    private static List<string> Signatures() => [.. Lines().Where(l => l.StartsWith("| `", StringComparison.Ordinal)).SelectMany(l => Call().Matches(l.Split(" | ")[0])).Select(m => m.Groups["call"].Value)];

    [Fact]
    public void The_reference_has_the_functions_that_the_checker_knows_and_no_others()
    {
        var (known, written) = (FunctionHelp.All, Signatures());
        Assert.Equal(known.Select(f => f.Name).Order(StringComparer.Ordinal), written.Select(s => s.Split('(')[0]).Distinct().Order(StringComparer.Ordinal));
        Assert.All(known, f => Assert.Contains(f.Signature, written));
    }

    [Fact]
    public void Help_has_a_signature_and_a_line_for_every_function() => Assert.All(FunctionHelp.All, f =>
    {
        Assert.StartsWith(f.Name + "(", f.Signature, StringComparison.Ordinal);
        Assert.DoesNotContain("function.", f.Help, StringComparison.Ordinal);
        Assert.InRange(f.Help.Length, 3, 80);
    });

    [GeneratedRegex("`(?<call>[a-z_]+\\([^`]*\\))`", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Call();
}
