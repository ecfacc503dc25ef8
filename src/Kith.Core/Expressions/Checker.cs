using System.Diagnostics;
using Kith.Core.Problems;
using Kith.Core.Types;
using ValueType = Kith.Core.Types.ValueType;

namespace Kith.Core.Expressions;

/// <summary>What names mean at one place of an expression.</summary>
/// <param name="Type">The type whose fields they are.</param>
/// <param name="Links">The links that lead to it from the record the whole expression is about.</param>
/// <param name="OverRecords">True outside the aggregates of a measure, where no single record is at hand.</param>
/// <param name="Formula">The formula field whose expression this is; null for what the caller wrote.</param>
/// <param name="Outer">Where the formula was named.</param>
/// <param name="Then">True inside <c>was</c>, where one record is looked at and no list of others.</param>
internal sealed record Scope(RecordType Type, IReadOnlyList<Field> Links, bool OverRecords = false, Field? Formula = null, Scope? Outer = null, bool Then = false)
{
    /// <summary>The type the formula belongs to, also while names are those of records that point at one of it.</summary>
    public RecordType FormulaType { get; } = Type;

    /// <summary>The scope of an expression about records of a type.</summary>
    public static Scope Of(RecordType type) => new(type, []);
}

/// <summary>A checked part beside the place it was written in.</summary>
internal readonly record struct Operand(Expr Value, Syntax Source)
{
    public ValueType Type => Value.Type;

    /// <summary>Where to point; inside the quotes of a text, so that a suggestion can take the place of what is pointed at.</summary>
    public SourceSpan Span => Source is TextSyntax ? new SourceSpan(Source.Span.Position + 1, Source.Span.Length - 2) : Source.Span;

    /// <summary>The field whose value it is, now or at an earlier moment; null for everything else.</summary>
    public FieldValue? Field => (Value is Was was ? was.Of : Value) as FieldValue;

    /// <summary>The text of a constant text; null for everything else.</summary>
    public string? Text => Value is Constant { Type: ValueType.Text } constant ? (string?)constant.Value : null;
}

/// <summary>Checks one expression: turns syntax into <see cref="Expr"/> or refuses. The parts of the class follow the parts of the language.</summary>
internal sealed partial class Checker(RecordType root, CheckContext context, string parameter)
{
    /// <summary>Most reasons listed at once.</summary>
    private const int MostProblems = 10;

    private int _parts;
    private int _formulas;

    /// <summary>A part that must be true or false.</summary>
    public Expr Condition(Syntax syntax, Scope scope)
    {
        var condition = Check(syntax, scope);
        return condition.Type == ValueType.Boolean ? condition : throw At(syntax.Span, "not_a_condition", ExpressionProblem.Kind(condition.Type));
    }

    /// <summary>Any part.</summary>
    public Expr Check(Syntax syntax, Scope scope)
    {
        if (++_parts > Limits.Parts)
            throw At(syntax.Span, "too_large", Limits.Parts);
        return syntax switch
        {
            NumberSyntax number => Numbers.Fits(number.Value) ? new Constant(ValueType.Number, number.Value) : throw At(number.Span, "number_size", Numbers.Decimals),
            TextSyntax text => new Constant(ValueType.Text, text.Value),
            BooleanSyntax boolean => new Constant(ValueType.Boolean, boolean.Value),
            PathSyntax path => Resolve(path, scope),
            CallSyntax call => Call(call, scope),
            NegativeSyntax negative => Negate(Operand(negative.Operand, scope), negative),
            ArithmeticSyntax arithmetic => Calculate(arithmetic, scope),
            CompareSyntax compare => Compare(compare, scope),
            MatchSyntax match => Match(match, scope),
            InListSyntax list => InList(list, scope),
            InPeriodSyntax period => InPeriod(period, scope),
            InSetSyntax set => InMine(set, scope),
            BetweenSyntax between => Between(between, scope),
            IsEmptySyntax empty => Opposite(empty.Negated, new IsEmpty(Check(empty.Value, scope))),
            NotSyntax not => new Not(Condition(not.Operand, scope)),
            AllSyntax all => new AllOf(Each(all.Parts, p => Condition(p, scope))),
            AnySyntax any => new AnyOf(Each(any.Parts, p => Condition(p, scope))),
            _ => throw new UnreachableException(syntax.GetType().Name),
        };
    }

    private Operand Operand(Syntax syntax, Scope scope) => new(Check(syntax, scope), syntax);

    private List<Operand> Operands(IReadOnlyList<Syntax> parts, Scope scope) => Each(parts, p => Operand(p, scope));

    /// <summary>Checks all parts before refusing, so that a person reads every reason at once. In a formula the first is enough: only the field that has it is named.</summary>
    private List<T> Each<TPart, T>(IEnumerable<TPart> parts, Func<TPart, T> check)
    {
        var results = new List<T>();
        var problems = new ProblemList();
        foreach (var part in parts)
        {
            try
            {
                results.Add(check(part));
            }
            catch (ProblemException refused)
            {
                // No filter on the catch: it would run before the formula is left.
                if (_formulas > 0 || _parts > Limits.Parts)
                    throw;
                foreach (var problem in refused.Problem.Errors)
                    problems.Add(problem);
                if (problems.Errors.Count >= MostProblems)
                    break;
            }
        }
        problems.ThrowIfAny();
        return results;
    }

    private static Expr Opposite(bool negated, Expr condition) => negated ? new Not(condition) : condition;

    private static Constant Truth(bool value) => new(ValueType.Boolean, value);

    private ProblemException At(SourceSpan span, string code, params object[] args) => ExpressionProblem.At(parameter, span, code, args);

    private ProblemException Suggesting(SourceSpan span, string code, string? suggestion, params object[] args) =>
        ExpressionProblem.Suggesting(parameter, span, code, suggestion, args);

    private ProblemException Unfit(string what, Operand operand) => At(operand.Source.Span, "type_one", what, ExpressionProblem.Kind(operand.Type));

    private ProblemException Unfit(string what, Operand left, Operand right, Syntax whole) =>
        At(whole.Span, "type", what, ExpressionProblem.Kind(left.Type), ExpressionProblem.Kind(right.Type));
}
