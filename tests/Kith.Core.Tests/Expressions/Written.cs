using System.Globalization;
using Kith.Core.Expressions;
using Kith.Core.Types;

namespace Kith.Core.Tests.Expressions;

/// <summary>Checked expressions and syntax as text that shows their structure, for tables of cases.</summary>
public static class Written
{
    public static string Of(Expr e) => e switch
    {
        Constant c => Of(c),
        FieldValue f => Path(f.Links, f.Field.Name) + (f.Part is null ? "" : "." + f.Part),
        RecordId r => Path(r.Links, "id"),
        RecordVersion v => Path(v.Links, "version"),
        LinkTitle t => $"title({Path(t.Links, t.Field.Name)})",
        Comparison c => $"({Of(c.Left)} {ExpressionPrinter.Symbol(c.Comparator)} {Of(c.Right)})",
        AllOf a => "(" + string.Join(" and ", a.Parts.Select(Of)) + ")",
        AnyOf a => "(" + string.Join(" or ", a.Parts.Select(Of)) + ")",
        Not n => "not " + Of(n.Operand),
        InList l => $"({Of(l.Value)} in [{string.Join(", ", l.Items.Select(Of))}])",
        InPeriod p => $"({Of(p.Value)} in {Of(p.From)}..{Of(p.Until)})",
        About a => $"({Of(a.Value)} about {a.Record})",
        Within w => $"({Of(w.Value)} within {w.Record})",
        InMine i => $"({Of(i.Value)} in my {i.Set.ToString().ToLowerInvariant()})",
        TextMatch m => $"({Of(m.Value)} {m.Place.ToString().ToLowerInvariant()} \"{m.Text}\")",
        Resemblance l => $"({Of(l.Value)} like {string.Join(' ', l.Words.Select(w => $"{w.Text}/{w.Slips.ToString(CultureInfo.InvariantCulture)}"))})",
        IsEmpty i => $"empty({Of(i.Value)})",
        Calculation c => $"({Of(c.Left)} {ExpressionPrinter.Symbol(c.Operator)} {Of(c.Right)}):{c.Type}",
        Negative n => "-" + Of(n.Operand),
        Call c => $"{c.Name}({string.Join(", ", c.Arguments.Select(Of))}):{c.Type}",
        Aggregate a => $"{a.Function}({(a.Argument is null ? "" : Of(a.Argument))}{(a.Where is null ? "" : " where " + Of(a.Where))}):{a.Type}",
        Was w => $"{string.Concat(w.Links.Select(l => l.Name + "."))}was({Of(w.Of)} until {w.Until:yyyy-MM-dd'T'HH:mm:ss.FFFFFF}):{w.Type}",
        Changed c => $"changed({Path(c.Links, c.Field.Name)} since {c.Since:yyyy-MM-dd'T'HH:mm:ss.FFFFFF})",
        AmongGroups a => $"{a.Standing}({Of(a.Of)}):{a.Type}",
        Collected c => $"{Of(c.Measure)} of {Path(c.Links, c.Tree is null ? "" : "tree:")}{c.Of.Plural}{(c.Back is null ? "" : " by " + c.Back.Name)}",
        _ => throw new ArgumentOutOfRangeException(nameof(e), e.GetType().Name, null),
    };

    private static string Path(IReadOnlyList<Field> links, string last) => string.Concat(links.Select(l => l.Name + ".")) + last;

    private static string Of(Constant c) => c.Value switch
    {
        null => "null",
        string text when c.Type == Core.Types.ValueType.Choice => "#" + text,
        string text => $"\"{text}\"",
        decimal number when c.Type == Core.Types.ValueType.Money => "money " + number.ToString(CultureInfo.InvariantCulture),
        decimal number => number.ToString(CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime { Kind: DateTimeKind.Utc } instant => instant.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture),
        bool truth => truth ? "true" : "false",
        Guid id => "<" + id.ToString()[^4..] + ">",
        _ => throw new ArgumentOutOfRangeException(nameof(c), c.Value.GetType().Name, null),
    };

    /// <summary>Every node by name, so that two trees have the same text exactly when they are the same but for their places.</summary>
    public static string Of(Syntax s) => s switch
    {
        NumberSyntax n => n.Value.ToString(CultureInfo.InvariantCulture),
        TextSyntax t => "text<" + t.Value.Length.ToString(CultureInfo.InvariantCulture) + ":" + t.Value + ">",
        BooleanSyntax b => b.Value.ToString(),
        PathSyntax p => "path<" + string.Join('.', p.Names.Select(n => n.Text)) + ">",
        CallSyntax c => $"call<{c.Name.Text}>({Of(c.Arguments)} where {(c.Where is null ? "" : Of(c.Where))})",
        NegativeSyntax n => $"negative({Of(n.Operand)})",
        ArithmeticSyntax a => $"{a.Operator}({Of(a.Left)}, {Of(a.Right)})",
        CompareSyntax c => $"{c.Comparator}({Of(c.Left)}, {Of(c.Right)})",
        MatchSyntax m => $"{m.Word}/{m.Negated}({Of(m.Left)}, {Of(m.Right)})",
        InListSyntax l => $"list/{l.Negated}({Of(l.Value)}: {Of(l.Items)})",
        InPeriodSyntax p => $"period<{p.Period.Text}>/{p.Negated}({Of(p.Value)})",
        InSetSyntax i => $"set/{i.Negated}({Of(i.Value)}: {Of(i.Set)})",
        BetweenSyntax b => $"between/{b.Negated}({Of(b.Value)}, {Of(b.From)}, {Of(b.Until)})",
        IsEmptySyntax e => $"empty/{e.Negated}({Of(e.Value)})",
        NotSyntax n => $"not({Of(n.Operand)})",
        AllSyntax a => $"all({Of(a.Parts)})",
        AnySyntax a => $"any({Of(a.Parts)})",
        _ => throw new ArgumentOutOfRangeException(nameof(s), s.GetType().Name, null),
    };

    private static string Of(IEnumerable<Syntax> parts) => string.Join(", ", parts.Select(Of));
}
