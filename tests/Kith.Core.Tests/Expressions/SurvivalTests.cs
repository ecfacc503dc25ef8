using FsCheck;
using FsCheck.Fluent;
using Kith.Core.Expressions;
using Kith.Core.Problems;

namespace Kith.Core.Tests.Expressions;

/// <summary>Whatever is typed: an answer or a refusal, never another exception; and what is printed reads as what was parsed.</summary>
public sealed class SurvivalTests
{
    private static readonly string[] Words =
    [
        "and", "or", "not", "in", "is", "empty", "contains", "like", "between", "starts", "ends", "with", "where", "true", "false", "(", ")", ",", ".", "+", "-", "*", "/", "=", "==", "!=", "<>", "<", "<=",
        ">", ">=", "~", "!~", "amount", "discount", "stage", "won", "company", "name", "industry", "address", "city", "tags", "markets", "close_date", "created_at", "owner", "score", "weighted", "net",
        "id", "version", "regarding", "participants", "0", "1", "2.5", "79228162514264337593543950335", "\"retail\"", "'x'", "\"2026-11-20\"", "'2026-11-20T00:00:00Z'", "'9999-12-31'", "'0001-01-01'",
        "\"01920000-0000-7000-8000-000000001234\"", "''", "today()", "now()", "me()", "my_team()", "my_territories()", "date(", "lower(", "length(", "abs(", "round(", "coalesce(", "if(", "year(", "week(", "count(", "sum(", "avg(", "min(",
        "count_distinct(", "this_quarter", "this_fiscal_year", "fiscal_quarter(", "last_30_days", "next_99999_years", "today", "\"", "'", "\\", "\0", "é", "😀", "\ud83d",
    ];

    private static readonly string[] Valid =
    [
        "stage.won and amount >= 10000 and company.industry in (\"retail\", \"medical\") and close_date in this_quarter",
        "not (stage.won or stage.lost) and -score * (2 + -3) - (1 - 2) < 5 / 2 / 3",
        "name starts with \"a \\\"b\\\" \\\\ \\n\" or name not ends with 'c' or name !~ 'd' or name not like 'jonson & sons' or not name contains 'e'",
        "count(where stage.won) * 100 / count() > round(sum(amount where not stage.lost) / 2, 2)",
        "coalesce(amount, discount, 0) = if(stage.won and not stage.lost, amount, 0)",
        "company.tags contains 'x' and company.markets ~ 'n' and company.address.city is not empty and company not in ('a', 'b')",
        "(stage.won = (stage.lost = true)) and (close_date - today() > 5 or created_at = '2026-11-20') and ((stage.won and stage.lost) and stage.won)",
        "owner in my_team() and company.territory not in my_territories() or not (owner.manager in my_team())",
        "regarding = 'Acme' and participants in (me(), 'Ada') and due_at not in last_30_days",
    ];

    private static readonly Config Much = Config.QuickThrowOnFailure.WithMaxTest(20_000);

    private static Gen<string> Sentences() =>
        Gen.Sized(size => Gen.Choose(0, 5 + (size / 2)).SelectMany(n => Gen.Elements(Words).ArrayOf(n)).SelectMany(words => Gen.Elements(" ", "", "  ", "\n").Select(gap => string.Join(gap, words))));

    private static Gen<string> Mutations() =>
        from text in Gen.Elements(Valid)
        from edits in (from at in Gen.Choose(0, text.Length) from length in Gen.Choose(0, 12) from word in Gen.Elements(Words) from put in Gen.Choose(0, 2) select (at, length, word, put)).ArrayOf(3)
        select edits.Aggregate(text, (t, e) =>
        {
            var at = Math.Min(e.at, t.Length);
            var rest = e.put == 0 ? t[at..] : t[Math.Min(t.Length, at + e.length)..];
            return t[..at] + (e.put == 2 ? "" : " " + e.word + " ") + rest;
        });

    private static void AnswersOrRefuses(string text)
    {
        foreach (var type in new[] { "deal", "activity" })
        {
            Try(() => ExpressionChecker.Condition(text, Shop.Catalogue[type], Ask.Context()));
            Try(() => ExpressionChecker.Value(text, Shop.Catalogue[type], Ask.Context() with { Me = null }, "sort"));
            Try(() => ExpressionChecker.Measure(text, Shop.Catalogue[type], Ask.Context("deal.amount"), "total"));
        }

        void Try(Func<Expr> ask)
        {
            try
            {
                // Writing it walks the whole tree, so that nothing half made slips through.
                Written.Of(ask());
            }
            catch (ProblemException refused)
            {
                Assert.All(refused.Problem.Errors, e =>
                {
                    Assert.InRange(e.Position!.Value, 0, text.Length);
                    Assert.InRange(e.Position.Value + e.Length!.Value, e.Position.Value, text.Length);
                    Assert.True(Messages.Knows(e.Code), e.Code);
                    Assert.NotEqual(e.Code, e.Message);
                });
            }
        }
    }

    private static void PrintsAsItself(string text)
    {
        Syntax syntax;
        try
        {
            syntax = ExpressionParser.Parse(text, "where");
        }
        catch (ProblemException)
        {
            return;
        }
        var printed = ExpressionPrinter.Print(syntax);
        var again = ExpressionParser.Parse(printed, "where");
        Assert.Equal(Written.Of(syntax), Written.Of(again));
        Assert.Equal(printed, ExpressionPrinter.Print(again));
    }

    [Fact]
    public void Random_words_are_answered_or_refused() => Prop.ForAll(Sentences().ToArbitrary(), AnswersOrRefuses).Check(Much);

    [Fact]
    public void Random_text_is_answered_or_refused() => Prop.ForAll(ArbMap.Default.ArbFor<string>(), text => AnswersOrRefuses(text ?? "")).Check(Much);

    [Fact]
    public void Broken_expressions_are_answered_or_refused() => Prop.ForAll(Mutations().ToArbitrary(), AnswersOrRefuses).Check(Much);

    [Fact]
    public void What_is_printed_parses_to_the_same_tree() =>
        Prop.ForAll(Gen.OneOf(Sentences(), Mutations(), Trees().Select(ExpressionPrinter.Print)).ToArbitrary(), PrintsAsItself).Check(Much);

    [Fact]
    public void Any_tree_can_be_printed_and_read() => Prop.ForAll(Trees().ToArbitrary(), tree =>
        Assert.Equal(Written.Of(tree), Written.Of(ExpressionParser.Parse(ExpressionPrinter.Print(tree), "where")))).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));

    /// <summary>Syntax trees of every form, a few levels deep.</summary>
    private static Gen<Syntax> Trees() => Gen.Choose(0, 4).SelectMany(Tree);

    private static Gen<Syntax> Tree(int levels)
    {
        var nowhere = new SourceSpan(0, 0);
        var names = Gen.Elements("amount", "this_year", "x_c", "starts_with", "empty", "with").Select(n => new NameSyntax(nowhere, n));
        Gen<Syntax> leaves = Gen.OneOf<Syntax>(
            Gen.Elements(0m, 1m, 2.50m, 12345678901234567890.12345m).Select(Syntax (n) => new NumberSyntax(nowhere, n)),
            Gen.Elements("", "a", "it's \"so\"", "\\", "a\nb\tc", "€😀").Select(Syntax (t) => new TextSyntax(nowhere, t)),
            Gen.Elements(true, false).Select(Syntax (b) => new BooleanSyntax(nowhere, b)),
            names.ArrayOf(2).Select(Syntax (n) => new PathSyntax(nowhere, n)));
        if (levels == 0)
            return leaves;
        var inner = Tree(levels - 1);
        var pairs = inner.Two();
        var negated = Gen.Elements(true, false);
        return Gen.OneOf<Syntax>(
            leaves,
            inner.Select(Syntax (x) => new NegativeSyntax(nowhere, x)),
            inner.Select(Syntax (x) => new NotSyntax(nowhere, x)),
            from o in Gen.Elements(Enum.GetValues<Operator>()) from p in pairs select (Syntax)new ArithmeticSyntax(nowhere, o, p.Item1, p.Item2),
            from c in Gen.Elements(Enum.GetValues<Comparator>()) from p in pairs select (Syntax)new CompareSyntax(nowhere, c, p.Item1, p.Item2),
            from w in Gen.Elements(Enum.GetValues<MatchWord>()) from n in negated from p in pairs select (Syntax)new MatchSyntax(nowhere, w, p.Item1, p.Item2, n),
            from n in negated from items in inner.ArrayOf(3) select (Syntax)new InListSyntax(nowhere, items[0], items[1..], n),
            from n in negated from x in inner from p in names select (Syntax)new InPeriodSyntax(nowhere, x, p, n),
            from n in negated from x in inner from s in names select (Syntax)new InSetSyntax(nowhere, x, new CallSyntax(nowhere, s, [], null), n),
            from n in negated from x in inner select (Syntax)new IsEmptySyntax(nowhere, x, n),
            from n in negated from x in inner from p in pairs select (Syntax)new BetweenSyntax(nowhere, x, p.Item1, p.Item2, n),
            inner.ArrayOf(3).Select(Syntax (p) => new AllSyntax(nowhere, p)),
            inner.ArrayOf(2).Select(Syntax (p) => new AnySyntax(nowhere, p)),
            from n in names from a in inner.ArrayOf(2) from w in negated select (Syntax)new CallSyntax(nowhere, n, w ? a[1..] : a, w ? a[0] : null));
    }
}
