using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using ValueType = Kith.Core.Types.ValueType;

namespace Kith.Core.Expressions;

/// <content>Names: fields, links, parts of addresses, formulas.</content>
internal sealed partial class Checker
{
    private CostLimits Limits => context.Limits;

    /// <summary>What is wrong with a formula that its reader can do something about; every other reason would tell of fields that may be hidden.</summary>
    private static readonly HashSet<string> TellingCodes = ["formula_cycle", "too_deep", "too_large", "too_many_links", "list_then", "past_here"];

    private Expr Resolve(PathSyntax path, Scope scope)
    {
        if (scope.OverRecords)
            throw At(path.Span, "not_an_aggregate");
        var (type, links) = (scope.Type, scope.Links);
        for (var i = 0; ; i++)
        {
            var (name, isLast) = (path.Names[i], i == path.Names.Count - 1);
            if (Identity(type, links, name.Text) is { } identity)
                return isLast ? identity : throw NothingFollows(name, identity.Type);
            var field = Visible(type, name.Text) ?? throw Unknown(name, type, path);
            var value = field.Formula is null ? new FieldValue(links, field) : Inline(field, type, links, name, scope);
            if (isLast)
                return value;
            if (i == path.Names.Count - 2 && Part(value, path.Names[i + 1]) is { } part)
                return part;
            if (value is not FieldValue { Part: null, Field: { IsLink: true, To: { } to } } link || context.Catalogue.Find(to) is not { } target)
                throw NothingFollows(name, value.Type);
            links = [.. link.Links, link.Field];
            type = target;
            if (links.Count > Limits.Links)
                throw At(name.Span, "too_many_links", Limits.Links);
        }
    }

    private static Expr? Identity(RecordType type, IReadOnlyList<Field> links, string name) => name switch
    {
        "id" when type.Find(name) is null => new RecordId(links),
        "version" when type.Find(name) is null => new RecordVersion(links),
        _ => null,
    };

    /// <summary>What the last name of a path takes out of a value that is no link to one type: a part of an address or of money, the id or title behind a link to any type.</summary>
    private Expr? Part(Expr value, NameSyntax name)
    {
        if (value is not FieldValue { Part: null } whole)
            return null;
        if (whole.Field.Kind.ValueParts is { Count: > 0 } parts)
        {
            return parts.ContainsKey(name.Text) ? new FieldValue(whole.Links, whole.Field, name.Text)
                : throw Suggesting(name.Span, "unknown_name", Nearest.Of(name.Text, parts.Keys), ExpressionProblem.Short(name.Text), whole.Field.Label);
        }
        if (value.Type != ValueType.Link || whole.Field.IsLink)
            return null;
        return name.Text switch
        {
            "id" => whole,
            "title" => Title(whole, name.Span),
            _ => throw Suggesting(name.Span, "unknown_name", Nearest.Of(name.Text, ["id", "title"]), ExpressionProblem.Short(name.Text), whole.Field.Label),
        };
    }

    /// <summary>The title behind the value of a link, now or then; null for every other value.</summary>
    private Expr? TitleOf(Operand link) => link switch
    {
        { Value: Was was, Field: { } then } => new Was(was.Links, Title(then, link.Source.Span), was.Until),
        { Field: { } now } => Title(now, link.Source.Span),
        _ => null,
    };

    /// <summary>The title behind a link; refused where the caller may not read it, because a comparison would tell it.</summary>
    private LinkTitle Title(FieldValue value, SourceSpan span)
    {
        var targets = value.Field.To is { } to ? [context.Catalogue[to]] : context.Catalogue.Types;
        if (targets.FirstOrDefault(t => context.Hidden(t, t.Title)) is { } hidden)
            throw At(span, "unknown_name", hidden.Title.Name, hidden.Label);
        return new LinkTitle(value.Links, value.Field);
    }

    private Field? Visible(RecordType type, string name)
    {
        if (type.Find(name) is not { } field || context.Hidden(type, field))
            return null;
        context.Named?.Invoke(type, field);
        return field;
    }

    /// <summary>A formula field is its expression, read from the record that the links lead to, with the decimals of its kind.</summary>
    private Expr Inline(Field field, RecordType type, IReadOnlyList<Field> links, NameSyntax name, Scope scope)
    {
        for (var outer = scope; outer?.Formula is not null; outer = outer.Outer)
        {
            if (outer.FormulaType.Name == type.Name && outer.Formula.Name == field.Name)
                throw At(name.Span, "formula_cycle", field.Label);
        }
        if (_formulas == Limits.Formulas)
            throw At(name.Span, "too_deep", Limits.Formulas);
        _formulas++;
        try
        {
            return Formulas.Kept(field.Kind, Check(ExpressionParser.Parse(field.Formula!, parameter), new Scope(type, links, Formula: field, Outer: scope, Then: scope.Then)));
        }
        catch (ProblemException refused)
        {
            throw InFormula(refused.Problem.Errors[0], field, name);
        }
        finally
        {
            _formulas--;
        }
    }

    // Positions inside a formula mean nothing to someone who wrote only its name.
    private ProblemException InFormula(FieldProblem inner, Field field, NameSyntax name)
    {
        var code = inner.Code["expression.".Length..];
        return code switch
        {
            "formula_cycle" => At(name.Span, code, field.Label),
            _ when TellingCodes.Contains(code) => new ProblemException(new Problem(ProblemKind.Invalid, "invalid", Messages.Text("invalid"),
                [inner with { Position = name.Span.Position, Length = name.Span.Length }])),
            _ => At(name.Span, "broken_formula", field.Label),
        };
    }

    private ProblemException NothingFollows(NameSyntax name, ValueType type) =>
        At(name.Span, "not_a_link", ExpressionProblem.Short(name.Text), ExpressionProblem.Kind(type));

    private ProblemException Unknown(NameSyntax name, RecordType type, PathSyntax path)
    {
        var shown = ExpressionProblem.Short(name.Text);
        if (path.Names.Count == 1 && Functions.ContainsKey(name.Text))
            return Suggesting(name.Span, "unknown_name", name.Text + "()", shown, type.Label);
        if (path.Names.Count == 1 && Periods.Of(name.Text, Today, context.Calendar) is not null)
            return At(name.Span, "period_needs_in", shown);
        var names = type.Fields.Where(f => !context.Hidden(type, f)).Select(f => f.Name).Concat(["id", "version"]);
        return Suggesting(name.Span, "unknown_name", Nearest.Of(name.Text, names), shown, type.Label);
    }
}
