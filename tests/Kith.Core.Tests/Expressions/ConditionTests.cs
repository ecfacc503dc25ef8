using Kith.Core.Expressions;

namespace Kith.Core.Tests.Expressions;

/// <summary>What conditions mean: each case is a text and the checked expression it becomes.</summary>
public sealed class ConditionTests
{
    private const string Someone = "01920000-0000-7000-8000-000000001234";

    [Theory]
    [InlineData("amount between 1 and 5", "((amount >= 1) and (amount <= 5))")]
    [InlineData("close_date not between '2026-01-01' and today()", "not ((close_date >= 2026-01-01) and (close_date <= 2026-11-20))")]
    [InlineData("score between 1 and 2 and stage.won", "(((score >= 1) and (score <= 2)) and stage.won)")]
    public void Ranges_include_both_ends(string text, string expected) => Assert.Equal(expected, Ask.Condition(text));

    [Theory]
    [InlineData("owner in my_team()", "(owner in my team)")]
    [InlineData("about(company, '01920000-0000-7000-8000-000000001234')", "(company about 01920000-0000-7000-8000-000000001234)")]
    [InlineData("within(company, '01920000-0000-7000-8000-000000001234')", "(company within 01920000-0000-7000-8000-000000001234)")]
    [InlineData("company.owner.manager not in My_Team()", "not (company.owner.manager in my team)")]
    [InlineData("company.territory in my_territories()", "(company.territory in my territories)")]
    [InlineData("owner in (my_team(), 'Ada', me())", "((title(owner) in [\"Ada\"]) or (owner in [<ada0>]) or (owner in my team))")]
    [InlineData("owner not in (my_team())", "not (owner in my team)")]
    [InlineData("created_by in my_team() and stage.won", "((created_by in my team) and stage.won)")]
    public void What_belongs_to_me_is_a_set(string text, string expected) => Assert.Equal(expected, Ask.Condition(text));

    [Fact]
    public void Nothing_belongs_to_nobody() => Assert.Equal("false", Ask.Condition("owner in my_team()", context: Ask.Context() with { Me = null }));

    [Theory]
    [InlineData("stage.won", "stage.won")]
    [InlineData("not stage.won", "not stage.won")]
    [InlineData("stage.won = true", "(stage.won = true)")]
    [InlineData("stage.won and stage.lost or not stage.won", "((stage.won and stage.lost) or not stage.won)")]
    [InlineData("stage.won or stage.lost and stage.won", "(stage.won or (stage.lost and stage.won))")]
    [InlineData("(stage.won or stage.lost) and stage.won", "((stage.won or stage.lost) and stage.won)")]
    [InlineData("not stage.won = true", "not (stage.won = true)")]
    [InlineData("NOT stage.won AND stage.lost", "(not stage.won and stage.lost)")]
    [InlineData("stage.won and stage.lost and stage.won", "(stage.won and stage.lost and stage.won)")]
    public void Conditions_are_joined_by_and_or_and_not(string text, string expected) => Assert.Equal(expected, Ask.Condition(text));

    [Theory]
    [InlineData("score = 5", "(score = 5)")]
    [InlineData("score == 5", "(score = 5)")]
    [InlineData("score != 5", "(score != 5)")]
    [InlineData("score <> 5", "(score != 5)")]
    [InlineData("score<5", "(score < 5)")]
    [InlineData("score <= -5", "(score <= -5)")]
    [InlineData("score>5.25", "(score > 5.25)")]
    [InlineData("score >= 5", "(score >= 5)")]
    [InlineData("5 < score", "(score > 5)")]
    [InlineData("5 >= score", "(score <= 5)")]
    [InlineData("score = stage.probability", "(score = stage.probability)")]
    [InlineData("amount >= 10000", "(amount >= 10000)")]
    [InlineData("amount > discount", "(amount > discount)")]
    [InlineData("name = \"Tower\"", "(name = \"Tower\")")]
    [InlineData("name < 'M'", "(name < \"M\")")]
    [InlineData("name = 'O\\'Hara said \"no\"'", "(name = \"O'Hara said \"no\"\")")]
    [InlineData("name = \"a \\\"b\\\" \\\\ c\"", "(name = \"a \"b\" \\ c\")")]
    [InlineData("name != ''", "not empty(name)")]
    [InlineData("close_date = \"\"", "empty(close_date)")]
    [InlineData("amount.currency = 'usd'", "(amount.currency = \"USD\")")]
    [InlineData("amount.amount >= 10", "(amount.amount >= 10)")]
    [InlineData("company.address.city = \"Rome\"", "(company.address.city = \"Rome\")")]
    [InlineData("company.phone = \"+39 06 123 4567\"", "(company.phone = \"+39061234567\")")]
    [InlineData("company.website in (\"example.com\")", "(company.website in [\"https://example.com\"])")]
    [InlineData("version > 1", "(version > 1)")]
    [InlineData("company.version = 1", "(company.version = 1)")]
    public void Values_are_compared(string text, string expected) => Assert.Equal(expected, Ask.Condition(text));

    [Theory]
    [InlineData("name ~ 'tow'", "(name contains \"tow\")")]
    [InlineData("name contains 'tow'", "(name contains \"tow\")")]
    [InlineData("name like 'Jönson & Söhne, 2026'", "(name like jonson/1 sohne/1 2026/0)")]
    [InlineData("name not like 'the international the'", "not (name like the/0 international/2)")]
    [InlineData("company like 'Acme'", "(title(company) like acme/1)")]
    [InlineData("company.industry like 'retial'", "(company.industry in [#retail])")]
    [InlineData("company.tags like 'vip'", "(company.tags like vip/0)")]
    [InlineData("name !~ 'tow'", "not (name contains \"tow\")")]
    [InlineData("name starts with 'tow'", "(name starts \"tow\")")]
    [InlineData("name starts 'tow'", "(name starts \"tow\")")]
    [InlineData("name ENDS WITH 'er'", "(name ends \"er\")")]
    [InlineData("name not contains 'tow'", "not (name contains \"tow\")")]
    [InlineData("name not starts with 'tow'", "not (name starts \"tow\")")]
    [InlineData("company ~ 'acme'", "(title(company) contains \"acme\")")]
    [InlineData("notes ~ 'call'", "(notes contains \"call\")")]
    [InlineData("lower(name) ~ 'x'", "(lower(name):Text contains \"x\")")]
    [InlineData("company.phone ~ '+39'", "(company.phone contains \"+39\")")]
    [InlineData("company.industry ~ 'RETA'", "(company.industry in [#retail])")]
    [InlineData("company.industry ~ 'sector'", "(company.industry in [#public_sector])")]
    [InlineData("company.industry starts with 'e'", "false")]
    public void Texts_are_looked_for_ignoring_case(string text, string expected) => Assert.Equal(expected, Ask.Condition(text));

    [Theory]
    [InlineData("name in ('a', \"b\")", "(name in [\"a\", \"b\"])")]
    [InlineData("name not in ('a')", "not (name in [\"a\"])")]
    [InlineData("score in (1, -2, 3 + 4)", "(score in [1, -2, 7])")]
    [InlineData("score in (1, stage.probability)", "((score in [1]) or (score = stage.probability))")]
    [InlineData("'a' in (name, notes)", "((name = \"a\") or (notes = \"a\"))")]
    [InlineData("company.industry in (\"retail\", 'Public sector')", "(company.industry in [#retail, #public_sector])")]
    [InlineData("company in ('Acme', '" + Someone + "', 'Initech')", "((title(company) in [\"Acme\", \"Initech\"]) or (company in [<1234>]))")]
    [InlineData("owner in (me(), '" + Someone + "')", "(owner in [<ada0>, <1234>])")]
    [InlineData("close_date in ('2026-01-01', today())", "(close_date in [2026-01-01, 2026-11-20])")]
    [InlineData("name in ('a', '')", "((name in [\"a\"]) or empty(name))")]
    public void Lists_hold_values(string text, string expected) => Assert.Equal(expected, Ask.Condition(text));

    [Theory]
    [InlineData("close_date is empty", "empty(close_date)")]
    [InlineData("close_date is not empty", "not empty(close_date)")]
    [InlineData("close_date IS NOT EMPTY", "not empty(close_date)")]
    [InlineData("company is empty", "empty(company)")]
    [InlineData("company.tags is empty", "empty(company.tags)")]
    [InlineData("company.address is empty", "empty(company.address)")]
    [InlineData("company.address.city is empty", "empty(company.address.city)")]
    public void Fields_are_empty_or_not(string text, string expected) => Assert.Equal(expected, Ask.Condition(text));

    [Theory]
    [InlineData("company = 'Acme'", "(title(company) = \"Acme\")")]
    [InlineData("company != 'Acme'", "(title(company) != \"Acme\")")]
    [InlineData("company = '" + Someone + "'", "(company = <1234>)")]
    [InlineData("'" + Someone + "' = company", "(company = <1234>)")]
    [InlineData("company.parent = 'Acme'", "(title(company.parent) = \"Acme\")")]
    [InlineData("company.id = '" + Someone + "'", "(company.id = <1234>)")]
    [InlineData("id = '" + Someone + "'", "(id = <1234>)")]
    [InlineData("id in ('" + Someone + "')", "(id in [<1234>])")]
    [InlineData("company < 'M'", "(title(company) < \"M\")")]
    [InlineData("owner = me()", "(owner = <ada0>)")]
    [InlineData("owner != me()", "(owner != <ada0>)")]
    [InlineData("owner = created_by", "(owner = created_by)")]
    [InlineData("owner = company.owner", "(owner = company.owner)")]
    [InlineData("created_by = 'Ada'", "(title(created_by) = \"Ada\")")]
    [InlineData("company.parent.parent.owner.manager.name = 'x'", "(company.parent.parent.owner.manager.name = \"x\")")]
    public void Links_are_compared_by_title_or_id(string text, string expected) => Assert.Equal(expected, Ask.Condition(text));

    [Theory]
    [InlineData("regarding = 'Acme'", "(title(regarding) = \"Acme\")")]
    [InlineData("regarding = '" + Someone + "'", "(regarding = <1234>)")]
    [InlineData("regarding.id = '" + Someone + "'", "(regarding = <1234>)")]
    [InlineData("regarding.title ~ 'acm'", "(title(regarding) contains \"acm\")")]
    [InlineData("regarding is empty", "empty(regarding)")]
    [InlineData("participants = me()", "(participants in [<ada0>])")]
    [InlineData("participants != me()", "not (participants in [<ada0>])")]
    [InlineData("participants contains 'Ada'", "(title(participants) in [\"Ada\"])")]
    [InlineData("participants ~ 'ad'", "(title(participants) contains \"ad\")")]
    [InlineData("participants in (me(), '" + Someone + "')", "(participants in [<ada0>, <1234>])")]
    [InlineData("participants is not empty", "not empty(participants)")]
    public void Links_to_anything_and_to_many_can_be_asked_about(string text, string expected) => Assert.Equal(expected, Ask.Condition(text, "activity"));

    [Theory]
    [InlineData("tags = 'a'", "(tags in [\"a\"])")]
    [InlineData("tags != 'a'", "not (tags in [\"a\"])")]
    [InlineData("tags contains 'a'", "(tags in [\"a\"])")]
    [InlineData("tags not contains 'a'", "not (tags in [\"a\"])")]
    [InlineData("tags in ('a', 'b')", "(tags in [\"a\", \"b\"])")]
    [InlineData("tags not in ('a', 'b')", "not (tags in [\"a\", \"b\"])")]
    [InlineData("tags ~ 'a'", "(tags contains \"a\")")]
    [InlineData("markets contains 'Overseas'", "(markets in [\"overseas\"])")]
    [InlineData("markets ~ 'O'", "(markets in [\"north\", \"south\", \"overseas\"])")]
    public void Tags_and_choices_are_asked_for_their_entries(string text, string expected) => Assert.Equal(expected, Ask.Condition(text, "company"));

    [Theory]
    [InlineData("company.industry = 'retail'", "(company.industry = #retail)")]
    [InlineData("company.industry = 'Retail'", "(company.industry = #retail)")]
    [InlineData("company.industry = 'Public sector'", "(company.industry = #public_sector)")]
    [InlineData("company.industry != \"MEDICAL\"", "(company.industry != #medical)")]
    [InlineData("company.industry = name", "(company.industry = name)")]
    public void Choices_are_named_by_value_or_label(string text, string expected) => Assert.Equal(expected, Ask.Condition(text));

    [Fact]
    public void Nobody_owns_nothing()
    {
        var system = Ask.Context() with { Me = null };
        Assert.Equal("false", Ask.Condition("owner = me()", context: system));
        Assert.Equal("true", Ask.Condition("owner != me()", context: system));
        Assert.Equal("false", Ask.Condition("owner in (me())", context: system));
        Assert.Equal("(title(owner) in [\"Ada\"])", Ask.Condition("owner in (me(), 'Ada')", context: system));
        Assert.Equal("false", Ask.Condition("participants = me()", "activity", system));
    }

    [Theory]
    [InlineData("weighted > 1000", "(round(((amount * stage.probability):Money / 100):Money, 4):Money > 1000)")]
    [InlineData("net > 0", "((round(((amount * stage.probability):Money / 100):Money, 4):Money - discount):Money > 0)")]
    public void Formulas_are_put_in_place_with_the_decimals_of_their_kind(string text, string expected) => Assert.Equal(expected, Ask.Condition(text));

    [Fact]
    public void Formulas_behind_a_link_are_read_from_there()
    {
        Assert.Equal("(round(((deal.amount * deal.stage.probability):Money / 100):Money, 4):Money > 1)", Ask.Condition("deal.weighted > 1", "activity"));
        Assert.Equal("(parent.owner.email = \"ada@example.com\")", Ask.Condition("key_person.email = 'ada@example.com'", "company"));
    }

    [Fact]
    public void The_parameter_is_named_in_refusals()
    {
        var problem = Assert.Throws<Problems.ProblemException>(() => ExpressionChecker.Condition("x", Shop.Catalogue["deal"], Ask.Context(), "condition")).Problem;
        Assert.Equal("condition", Assert.Single(problem.Errors).Field);
    }
}
