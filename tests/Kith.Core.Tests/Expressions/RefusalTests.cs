using Kith.Core.Expressions;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using ValueType = Kith.Core.Types.ValueType;

namespace Kith.Core.Tests.Expressions;

/// <summary>What is refused, where it points and what it suggests. In the cases the part at fault stands between ‹ and ›.</summary>
public sealed class RefusalTests
{
    private static (string Text, int Position, int Length) Marked(string text)
    {
        var (from, until) = (text.IndexOf('‹', StringComparison.Ordinal), text.IndexOf('›', StringComparison.Ordinal));
        return (text.Replace("‹", "", StringComparison.Ordinal).Replace("›", "", StringComparison.Ordinal), from, until - from - 1);
    }

    private static void IsRefused(string marked, string code, string? suggestion, Func<string, object> ask)
    {
        var (text, position, length) = Marked(marked);
        var error = Assert.Single(Ask.Refusal(() => ask(text)));
        Assert.Equal(("expression." + code, position, length, suggestion), (error.Code, error.Position, error.Length, error.Suggestion));
    }

    [Theory]
    [InlineData("‹›", "unexpected_end")]
    [InlineData("   ‹›", "unexpected_end")]
    [InlineData("score >‹›", "unexpected_end")]
    [InlineData("score > 1 and‹›", "unexpected_end")]
    [InlineData("(score > 1‹›", "unexpected_end")]
    [InlineData("score in‹›", "unexpected_end")]
    [InlineData("score in (1‹›", "unexpected_end")]
    [InlineData("company.‹›", "unexpected_end")]
    [InlineData("score > 1 ‹)›", "unexpected")]
    [InlineData("score > ‹>› 1", "unexpected")]
    [InlineData("score in (‹)›", "unexpected")]
    [InlineData("score in (1,‹)›", "unexpected")]
    [InlineData("1 < score ‹<› 5", "unexpected")]
    [InlineData("company.‹5›", "unexpected")]
    [InlineData("‹and› score > 1", "unexpected")]
    [InlineData("score is ‹5›", "unexpected")]
    [InlineData("score > 1 ‹score› > 2", "unexpected")]
    [InlineData("stage.won ‹not› stage.lost", "unexpected")]
    [InlineData("score in ‹5›", "in_needs_list")]
    [InlineData("name in ‹'a'›", "in_needs_list")]
    [InlineData("score in ‹abs›(score)", "in_needs_list")]
    [InlineData("owner in ‹count›(deals)", "in_needs_list")]
    [InlineData("owner = ‹my_team()›", "set_needs_in")]
    [InlineData("‹company› in (my_team(), 'Acme')", "not_in_set")]
    [InlineData("‹company› in my_team()", "not_in_set")]
    [InlineData("‹name› not in my_territories()", "not_in_set")]
    [InlineData("owner in ‹my_team(owner)›", "arguments")]
    [InlineData("name = ‹'open›", "unclosed_text")]
    [InlineData("name = ‹\"open'›", "unclosed_text")]
    [InlineData("name = ‹'open\\'›", "unclosed_text")]
    [InlineData("name = ‹'open\\›", "unclosed_text")]
    [InlineData("name = 'a‹\\x›'", "bad_escape")]
    [InlineData("name = 'a‹\0›'", "bad_character")]
    [InlineData("score > 1 ‹;› 2", "bad_character")]
    [InlineData("score ‹!› 1", "bad_character")]
    [InlineData("‹“›Tower” = name", "bad_character")]
    [InlineData("score > 1 ‹😀›", "bad_character")]
    [InlineData("score > ‹12abc›", "bad_number")]
    [InlineData("score > ‹1.2.3›", "bad_number")]
    [InlineData("score > ‹1e5›", "bad_number")]
    [InlineData("score > ‹99999999999999999999999999999999›", "bad_number")]
    public void Text_that_is_no_expression_is_refused_at_its_place(string marked, string code) => IsRefused(marked, code, null, t => Ask.Condition(t));

    [Fact]
    public void Half_a_surrogate_pair_is_refused()
    {
        foreach (var text in new[] { "name = '\ud83d'", "name = '\ude00'", "\ud83d", "name = 'a\\\ud83d'" })
            Assert.Equal("expression.bad_character", Assert.Single(Ask.Refusal(() => Ask.Condition(text))).Code);
    }

    [Theory]
    [InlineData("‹amuont› > 5", "unknown_name", "amount")]
    [InlineData("‹Amount› > 5", "unknown_name", "amount")]
    [InlineData("‹closedate› in this_year", "unknown_name", "close_date")]
    [InlineData("company.‹industri› = 'Retail'", "unknown_name", "industry")]
    [InlineData("company.address.‹citty› = 'Rome'", "unknown_name", "city")]
    [InlineData("amount.‹curency› = 'EUR'", "unknown_name", "currency")]
    [InlineData("‹zzz› = 1", "unknown_name", null)]
    [InlineData("company.‹zzz› = 1", "unknown_name", null)]
    [InlineData("close_date < ‹today›", "unknown_name", "today()")]
    [InlineData("owner = ‹me›", "unknown_name", "me()")]
    [InlineData("close_date = ‹this_quarter›", "period_needs_in", null)]
    [InlineData("close_date in ‹this_quater›", "unknown_period", "this_quarter")]
    [InlineData("close_date in ‹whenever›", "unknown_period", null)]
    [InlineData("‹lenght›(name) > 5", "unknown_function", "length")]
    [InlineData("‹frobnicate›(name)", "unknown_function", null)]
    [InlineData("company.industry = '‹retial›'", "unknown_choice", "Retail")]
    [InlineData("company.industry = '‹banking›'", "unknown_choice", null)]
    [InlineData("company.industry in ('retail', '‹medcal›')", "unknown_choice", "Medical")]
    [InlineData("company.markets contains '‹Nort›'", "unknown_choice", "North")]
    [InlineData("close_date = '‹2026-02-30›'", "not_a_date", null)]
    [InlineData("close_date > '‹20/11/2026›'", "not_a_date", null)]
    [InlineData("close_date > date('‹x›')", "not_a_date", null)]
    [InlineData("close_date = '‹2026-11-20T09:30:00Z›'", "not_a_date", null)]
    [InlineData("created_at > '‹yesterday›'", "not_an_instant", null)]
    [InlineData("created_at > '‹2026-11-20T09:30:00›'", "not_an_instant", null)]
    [InlineData("id = '‹5›'", "not_an_id", null)]
    [InlineData("coalesce(owner, created_by) = '‹Ada›'", "not_an_id", null)]
    public void Names_and_values_that_do_not_exist_get_a_suggestion(string marked, string code, string? suggestion)
    {
        IsRefused(marked, code, suggestion, t => Ask.Condition(t));
        if (suggestion is null)
            return;
        // What is suggested can take the place of what is pointed at, and then that mistake is gone.
        var (from, until) = (marked.IndexOf('‹', StringComparison.Ordinal), marked.IndexOf('›', StringComparison.Ordinal));
        Ask.Condition(marked[..from] + suggestion + marked[(until + 1)..]);
    }

    [Theory]
    [InlineData("‹amount›", "not_a_condition")]
    [InlineData("‹name›", "not_a_condition")]
    [InlineData("not ‹score›", "not_a_condition")]
    [InlineData("stage.won and ‹5›", "not_a_condition")]
    [InlineData("if(‹score›, 1, 2) = 1", "not_a_condition")]
    [InlineData("‹score = '5'›", "type")]
    [InlineData("‹amount = 'much'›", "type")]
    [InlineData("‹name = 5›", "type")]
    [InlineData("‹name = close_date›", "type")]
    [InlineData("‹close_date > 5›", "type")]
    [InlineData("‹stage.won > stage.lost›", "type")]
    [InlineData("‹stage.won = 'yes'›", "type")]
    [InlineData("‹company = owner›", "type")]
    [InlineData("‹company = me()›", "type")]
    [InlineData("‹company < owner›", "type")]
    [InlineData("‹company.industry < 'Retail'›", "type")]
    [InlineData("‹company.tags > 'a'›", "type")]
    [InlineData("‹company.tags = 5›", "type")]
    [InlineData("‹company.tags = name›", "type")]
    [InlineData("‹company.address = 'Rome'›", "type")]
    [InlineData("score in (1, ‹'a'›)", "type")]
    [InlineData("‹amount + 5› > 1", "type")]
    [InlineData("‹amount * discount› > amount", "type")]
    [InlineData("‹5 / amount› > 1", "type")]
    [InlineData("‹name + name› = 'x'", "type")]
    [InlineData("‹close_date + close_date› > 1", "type")]
    [InlineData("‹close_date * 2› > 1", "type")]
    [InlineData("coalesce(score, ‹name›) = 1", "type")]
    [InlineData("if(stage.won, 1, ‹'a'›) = 1", "type")]
    [InlineData("‹-name› = 'x'", "type_one")]
    [InlineData("‹score› ~ 'x'", "type_one")]
    [InlineData("‹company.address› ~ 'x'", "type_one")]
    [InlineData("‹id› ~ 'x'", "type_one")]
    [InlineData("‹name› in this_year", "type_one")]
    [InlineData("lower(‹score›) = 'x'", "type_one")]
    [InlineData("year(‹name›) = 2026", "type_one")]
    [InlineData("abs(‹close_date›) = 1", "type_one")]
    [InlineData("date(‹close_date›) = close_date", "type_one")]
    [InlineData("name ~ ‹score›", "text_needed")]
    [InlineData("name contains ‹notes›", "text_needed")]
    [InlineData("name like ‹notes›", "text_needed")]
    [InlineData("name like '‹%_ &›'", "like_needs_words")]
    [InlineData("name like '‹a b c d e f g h i j k›'", "like_needs_words")]
    [InlineData("name not like '‹abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijk›'", "like_needs_words")]
    [InlineData("‹weighted›.currency = 'EUR'", "not_a_link")]
    [InlineData("‹id›.name = 'x'", "not_a_link")]
    [InlineData("company.‹name›.length = 5", "not_a_link")]
    [InlineData("company.address.‹city›.name = 'x'", null)]
    [InlineData("company.parent.parent.parent.parent.‹parent›.name = 'x'", "too_many_links")]
    [InlineData("company.parent.‹ancestors›.x = 'x'", "unknown_name")]
    [InlineData("‹today(5)› = close_date", "arguments")]
    [InlineData("‹lower()› = 'x'", "arguments")]
    [InlineData("‹coalesce(name)› = 'x'", "arguments")]
    [InlineData("‹round(score, 1.5)› = 1", "arguments")]
    [InlineData("‹round(score, score)› = 1", "arguments")]
    [InlineData("‹round(score, 11)› = 1", "arguments")]
    [InlineData("‹left(name, 0)› = 'x'", "arguments")]
    [InlineData("‹left(name, score)› = 'x'", "arguments")]
    [InlineData("‹replace(name, '', 'x')› = 'x'", "arguments")]
    [InlineData("concat(name, ‹score›) = 'x'", "type_one")]
    [InlineData("‹add_months(close_date, 1.5)› = today()", "arguments")]
    [InlineData("hour(‹close_date›) = 1", "type_one")]
    [InlineData("‹amount between 1 and name›", "type")]
    [InlineData("amount between 1‹›", "unexpected_end")]
    [InlineData("amount between 1 ‹or› 2", "unexpected")]
    [InlineData("‹count()› > 5", "aggregate_here")]
    [InlineData("amount > ‹sum(amount)›", "aggregate_here")]
    [InlineData("lower(name where ‹stage.won›) = 'x'", "where_here")]
    [InlineData("‹999999999999999999 * 10› > score", "out_of_range")]
    [InlineData("‹1 / 0› > score", "out_of_range")]
    [InlineData("‹1000000000000000000› > score", "number_size")]
    [InlineData("‹0.00000000001› > score", "number_size")]
    [InlineData("close_date > ‹today() + 9999999›", "out_of_range")]
    [InlineData("close_date > ‹today() - 99999999999999999›", "out_of_range")]
    [InlineData("created_at > ‹now() + 9999999999›", "out_of_range")]
    public void Operands_that_do_not_fit_are_refused(string marked, string? code)
    {
        if (code is null)
            Assert.Equal("expression.not_a_link", Assert.Single(Ask.Refusal(() => Ask.Condition(Marked(marked).Text))).Code);
        else
            IsRefused(marked, code, Ask.Refusal(() => Ask.Condition(Marked(marked).Text))[0].Suggestion, t => Ask.Condition(t));
    }

    [Theory]
    [InlineData("‹was(name)› = 'x'", "arguments", null)]
    [InlineData("‹was(name, created_at)› = 'x'", "arguments", null)]
    [InlineData("‹was(name, 5)› = 'x'", "arguments", null)]
    [InlineData("was(name, '‹soon›') = 'x'", "not_an_instant", null)]
    [InlineData("was(‹nam›, '2026-01-01') = 'x'", "unknown_name", "name")]
    [InlineData("was(‹tags›, '2026-01-01') is empty", "type_one", null)]
    [InlineData("was(‹count(deals)›, '2026-01-01') > 5", "list_then", null)]
    [InlineData("was(‹any(deals)›, '2026-01-01')", "list_then", null)]
    [InlineData("changed(‹name = 'x'›, '2026-01-01')", "stored_field", null)]
    [InlineData("changed(‹updated_at›, '2026-01-01')", "stored_field", null)]
    [InlineData("changed(name, '2026-01-01' where ‹name = 'x'›)", "where_here", null)]
    [InlineData("‹chnaged›(name, '2026-01-01')", "unknown_function", "changed")]
    [InlineData("count(‹deels›) > 1", "unknown_name", "deals")]
    [InlineData("count(‹zzzzzzzz›) > 1", "unknown_name", null)]
    [InlineData("count(parent.‹deels›) > 1", "unknown_name", "deals")]
    [InlineData("sum(deals.‹amuont›) > 1", "unknown_name", "amount")]
    [InlineData("any(contacts where ‹frist_name› ~ 'x')", "unknown_name", "first_name")]
    [InlineData("‹sum(deals)› > 1", "arguments", null)]
    [InlineData("‹latest(deals)› = 'x'", "arguments", null)]
    [InlineData("sum(deals.‹name›) > 1", "type_one", null)]
    [InlineData("any(deals.‹amount›)", "not_a_condition", null)]
    [InlineData("any(deals where ‹amount›)", "not_a_condition", null)]
    [InlineData("‹sum(employees)› > 1", "aggregate_here", null)]
    [InlineData("‹count(parent)› > 1", "aggregate_here", null)]
    [InlineData("‹any()›", "aggregate_here", null)]
    [InlineData("‹count(deals, contacts)› > 1", "aggregate_here", null)]
    [InlineData("‹count(deals)›", "not_a_condition", null)]
    [InlineData("count(deals where count(‹employees›) > 1) > 1", "unknown_name", null)]
    public void Aggregates_need_records_that_point_here(string marked, string code, string? suggestion) =>
        IsRefused(marked, code, suggestion, t => Ask.Condition(t, "company"));

    [Fact]
    public void An_expression_goes_through_few_lists_of_records()
    {
        Ask.Value(string.Join(" + ", Enumerable.Repeat("count(deals)", 8)), "company");
        Assert.Equal("expression.too_many_collections", Ask.Refusal(() => Ask.Value(string.Join(" + ", Enumerable.Repeat("count(deals)", 9)), "company"))[0].Code);
    }

    [Fact]
    public void Records_and_links_that_are_hidden_point_at_nothing()
    {
        Assert.Equal("expression.unknown_name", Assert.Single(Ask.Refusal(() => Ask.Condition("any(deals)", "company", Ask.Context("deal.company")))).Code);
        Assert.Equal("expression.unknown_name", Assert.Single(Ask.Refusal(() => Ask.Condition("sum(deals.amount) > 1", "company", Ask.Context("deal.amount")))).Code);
    }

    [Theory]
    [InlineData("‹any(stage.won)›", "collection_here")]
    [InlineData("‹latest(amount)›", "collection_here")]
    [InlineData("‹amount›", "not_an_aggregate")]
    [InlineData("‹5›", "not_an_aggregate")]
    [InlineData("‹if(true, 1, 2)›", "not_an_aggregate")]
    [InlineData("sum(amount) + ‹amount›", "not_an_aggregate")]
    [InlineData("‹sum()›", "arguments")]
    [InlineData("‹sum(amount, discount)›", "arguments")]
    [InlineData("sum(‹name›)", "type_one")]
    [InlineData("sum(‹stage.won›)", "type_one")]
    [InlineData("avg(‹close_date›)", "type_one")]
    [InlineData("max(‹company›)", "type_one")]
    [InlineData("count_distinct(‹company.tags›)", "type_one")]
    [InlineData("sum(‹count()›)", "aggregate_here")]
    [InlineData("count(where ‹amount›)", "not_a_condition")]
    [InlineData("‹sum(amount) + 1›", "type")]
    public void Measures_need_aggregates_over_values_that_fit(string marked, string code) => IsRefused(marked, code, null, t => Ask.Measure(t));

    [Fact]
    public void All_reasons_are_listed_at_once()
    {
        var errors = Ask.Refusal(() => Ask.Condition("amuont > 5 and stge.won and name = 5 or round(scoer, zzz) = 1"));
        Assert.Equal([0, 15, 28, 46, 53], errors.Select(e => e.Position!.Value));
        Assert.InRange(Ask.Refusal(() => Ask.Condition(string.Join(" or ", Enumerable.Repeat("x = 1", 500)))).Count, 1, 20);
    }

    [Fact]
    public void A_hidden_field_is_like_an_absent_one()
    {
        var hidden = Ask.Context("deal.amount", "company.industry", "stage.probability");
        Same("amount > 5", "amounx > 5");
        Same("company.industry = 'Retail'", "company.industrx = 'Retail'");

        void Same(string secret, string absent)
        {
            var (one, other) = (Assert.Single(Ask.Refusal(() => Ask.Condition(secret, context: hidden))), Assert.Single(Ask.Refusal(() => Ask.Condition(absent, context: hidden))));
            Assert.Equal((one.Code, one.Position, one.Length, one.Suggestion), (other.Code, other.Position, other.Length, other.Suggestion));
        }
    }

    [Fact]
    public void A_hidden_name_is_never_suggested()
    {
        Assert.Equal("amount", Ask.Refusal(() => Ask.Condition("amuont > 5"))[0].Suggestion);
        Assert.Null(Ask.Refusal(() => Ask.Condition("amuont > 5", context: Ask.Context("deal.amount")))[0].Suggestion);
    }

    [Fact]
    public void A_formula_over_a_hidden_field_does_not_tell_it()
    {
        Assert.Equal("expression.broken_formula", Assert.Single(Ask.Refusal(() => Ask.Condition("weighted > 5", context: Ask.Context("deal.amount")))).Code);
        Assert.Equal("expression.broken_formula", Assert.Single(Ask.Refusal(() => Ask.Condition("net > 5", context: Ask.Context("stage.probability")))).Code);
    }

    [Fact]
    public void A_hidden_title_cannot_be_asked_for_through_a_link()
    {
        var hidden = Ask.Context("company.name");
        foreach (var text in new[] { "company = 'Acme'", "company ~ 'a'", "company > 'A'", "company in ('Acme')" })
            Assert.Equal("expression.unknown_name", Assert.Single(Ask.Refusal(() => Ask.Condition(text, context: hidden))).Code);
        Assert.Equal("expression.unknown_name", Assert.Single(Ask.Refusal(() => Ask.Condition("regarding = 'Acme'", "activity", hidden))).Code);
        Assert.Equal("(company = <1234>)", Ask.Condition("company = '01920000-0000-7000-8000-000000001234'", context: hidden));
    }

    [Theory]
    [InlineData("‹unfinished› > 1", "deal", "broken_formula")]
    [InlineData("‹lost› > 1", "deal", "broken_formula")]
    [InlineData("deal.‹lost› > 1", "activity", "broken_formula")]
    [InlineData("‹ping› > 1", "deal", "formula_cycle")]
    [InlineData("‹level› > 1", "company", "formula_cycle")]
    [InlineData("deal.‹ancestor› = 'x'", "activity", "too_many_links")]
    public void Formulas_that_cannot_be_worked_out_are_refused_where_they_are_named(string marked, string type, string code) =>
        IsRefused(marked, code, null, t => Ask.Condition(t, type));

    [Fact]
    public void Own_types_with_formulas_upon_formulas_stay_within_bounds()
    {
        var deal = Shop.Catalogue["deal"];
        Field Formula(int i, string text) => new() { Name = $"f{i}_c", Label = $"F{i}", Kind = FieldKinds.Decimal, Own = true, Formula = text };
        string Ten(int i) => string.Join(" + ", Enumerable.Repeat($"f{i}_c", 10));
        var type = deal.WithFields([.. deal.Fields, Formula(0, "score"), .. Enumerable.Range(1, 12).Select(i => Formula(i, i < 8 ? Ten(i - 1) : $"f{i - 1}_c"))]);
        Expr Check(string text) => ExpressionChecker.Condition(text, type, Ask.Context());
        Check("f2_c > 1");
        Assert.Equal("expression.too_large", Assert.Single(Ask.Refusal(() => Check("f6_c > 1"))).Code);
        Assert.Equal(["expression.too_deep", "expression.too_deep"], Ask.Refusal(() => Check("f12_c > 1 or f12_c > 2")).Select(e => e.Code));
    }

    [Fact]
    public void Expressions_have_a_longest_length()
    {
        Ask.Condition("name = '" + new string('x', ExpressionParser.MostCharacters - 9) + "'");
        var error = Assert.Single(Ask.Refusal(() => Ask.Condition("name = '" + new string('x', ExpressionParser.MostCharacters) + "'")));
        Assert.Equal(("expression.too_long", 10_000, 9), (error.Code, error.Position, error.Length));
    }

    [Theory]
    [InlineData("(", "stage.won", ")")]
    [InlineData("not ", "stage.won", "")]
    [InlineData("0 < -", "score", "")]
    [InlineData("0 < 1 + ", "score", "")]
    [InlineData("0 < abs(", "score", ")")]
    [InlineData("0 < (1 - ", "score", ")")]
    [InlineData("stage.won and (stage.won or ", "stage.won", ")")]
    [InlineData("stage.won = (", "stage.won", ")")]
    public void Nesting_has_a_deepest_level(string before, string inner, string after)
    {
        foreach (var levels in new[] { 70, 400 })
        {
            var (first, more) = before.StartsWith("0 < ", StringComparison.Ordinal) ? (before, before[4..]) : (before, before);
            var text = first + string.Concat(Enumerable.Repeat(more, levels)) + inner + string.Concat(Enumerable.Repeat(after, levels + 1));
            if (text.Length <= ExpressionParser.MostCharacters)
                Assert.Equal("expression.too_deep", Assert.Single(Ask.Refusal(() => Ask.Condition(text))).Code);
        }
    }

    [Fact]
    public void Long_lists_of_conditions_are_no_nesting()
    {
        Ask.Condition(string.Join(" or ", Enumerable.Repeat("score = 1", 700)));
        Ask.Condition($"score in ({string.Join(',', Enumerable.Range(0, 2000))})");
        Ask.Condition("(" + string.Join(") and (", Enumerable.Repeat("score=1", 600)) + ")");
    }

    [Fact]
    public void Every_code_has_a_text()
    {
        foreach (var type in Enum.GetValues<ValueType>().Except([ValueType.Duration, ValueType.Period, ValueType.Null]))
            Assert.True(Messages.Knows("expression.kind." + Naming.Snake(type.ToString())), type.ToString());
    }
}
