using Kith.Core.Expressions;

namespace Kith.Core.Tests.Expressions;

/// <summary>Runs every example of <c>docs/expressions.md</c>: the lines of its blocks that name a use and a type.</summary>
public sealed class ReferenceTests
{
    public static TheoryData<string, string, string, string> Examples()
    {
        using var stream = typeof(ReferenceTests).Assembly.GetManifestResourceStream("expressions.md")!;
        using var reader = new StreamReader(stream);
        var examples = new TheoryData<string, string, string, string>();
        string[]? block = null;
        while (reader.ReadLine() is { } line)
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
}
