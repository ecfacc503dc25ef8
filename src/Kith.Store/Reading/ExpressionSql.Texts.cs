using Kith.Core.Expressions;
using Kith.Core.Types.Kinds;
using Kith.Store.Sql;
using ValueType = Kith.Core.Types.ValueType;

namespace Kith.Store.Reading;

/// <content>Texts within texts, and how they are folded and compared.</content>
internal sealed partial class ExpressionSql
{
    private SqlText Match(TextMatch match)
    {
        var text = Texts.Fold(match.Text).Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal);
        var pattern = SqlText.Text(match.Place switch
        {
            TextPlace.Contains => $"%{text}%",
            TextPlace.Starts => $"{text}%",
            TextPlace.Ends => $"%{text}",
            _ => throw new ArgumentOutOfRangeException(nameof(match)),
        });
        return Some(match.Value, text => SqlText.Of($"{Fold(text)} like {pattern}"));
    }

    private static SqlText Like(SqlText text, IReadOnlyList<SoughtWord> words)
    {
        var all = words.Select(w => SqlText.Of($"kith.resembles(v.words, {SqlText.Text(w.Text)}, {w.Swapped.ToArray()}, {w.Slips})"));
        return SqlText.Of($"exists (select 1 from kith.words({ByCodePoint(text)}) v(words) where {SqlText.Join(SqlText.Of($" and "), all)})");
    }

    // A text, or one of a list of texts.
    private SqlText Some(Expr value, Func<SqlText, SqlText> condition) => value switch
    {
        LinkTitle { Field.Kind: LinksKind } titles => AnyTitle(titles, condition(scope.TitleOf("e", titles.Field.To))),
        { Type: ValueType.TextList } => SqlText.Of($"exists (select 1 from unnest({Value(value)}) e where {condition(SqlText.Of($"e"))})"),
        _ => condition(Value(value)),
    };

    // The title of a link to many is the list of their titles: one of them has to satisfy the condition.
    private SqlText AnyTitle(LinkTitle link, SqlText condition)
    {
        var alias = SqlText.Name(scope.Alias(link.Links));
        return SqlText.Of($"exists (select 1 from {scope.LinkRows(scope.TypeOf(link.Links), link.Field)} x join {scope.Entries} e on e.workspace_id = x.workspace_id and e.id = x.to_id where x.workspace_id = {alias}.workspace_id and x.from_id = {alias}.id and x.field = {SqlText.NameLiteral(link.Field.Name)} and {condition})");
    }

    private static SqlText Lower(SqlText text) => SqlText.Of($"lower(({text}) collate \"und-x-icu\")");

    // Texts.Fold in SQL.
    private static SqlText Fold(SqlText text) => SqlText.Of($"translate({Lower(text)}, 'ς', 'σ') collate \"C\"");

    // Texts.Compare in SQL.
    private static SqlText ByCodePoint(SqlText text) => SqlText.Of($"(({text}) collate \"C\")");
}
