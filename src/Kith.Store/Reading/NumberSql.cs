using Kith.Core.Expressions;
using Kith.Core.Types.Kinds;
using Kith.Store.Sql;

namespace Kith.Store.Reading;

/// <summary>
/// Arithmetic in SQL with the results of <see cref="Numbers"/>. Where what is known of the operands says that a result is exact within its ten
/// decimals and small enough, PostgreSQL's own operator stands alone; else <c>kith.num</c> rounds it, and makes it empty where it is too large.
/// </summary>
internal static class NumberSql
{
    /// <summary>What is known of a number before it is worked out.</summary>
    /// <param name="Decimals">Most digits behind the point.</param>
    /// <param name="Most">It is smaller than this.</param>
    private sealed record Size(int Decimals, double Most)
    {
        // Far from the limit: so near to it, a double no longer tells a number from one that is larger by a few.
        public bool Fits => Decimals <= Numbers.Decimals && Most <= (double)Numbers.Limit / 10;
    }

    private static readonly Size Any = new(Numbers.Decimals, (double)Numbers.Limit);

    /// <summary>A calculation with numbers or money.</summary>
    public static SqlText Calculate(Calculation c, SqlText left, SqlText right)
    {
        // Whole numbers as PostgreSQL has them end where the language goes on.
        if (Of(c.Left).Decimals == 0)
            left = SqlText.Of($"({left})::numeric");
        var plain = c.Operator switch
        {
            Operator.Add => SqlText.Of($"({left} + {right})"),
            Operator.Subtract => SqlText.Of($"({left} - {right})"),
            Operator.Multiply => SqlText.Of($"({left} * {right})"),
            Operator.Divide => Quotient(left, right),
            _ => throw new ArgumentOutOfRangeException(nameof(c)),
        };
        return Raw(c).Fits ? plain : Number(plain);
    }

    /// <summary>Rounds to ten decimals; empty where it is too large.</summary>
    public static SqlText Number(SqlText value) => SqlText.Of($"kith.num({value})");

    /// <summary>A quotient with so many decimals that rounding it again is exact; empty where the divisor is zero.</summary>
    public static SqlText Quotient(SqlText left, SqlText right) => SqlText.Of($"(({left} + 0e-40) / nullif({right}, 0))");

    private static Size Of(Expr expression) => expression switch
    {
        Constant { Value: decimal number } => new Size(number.Scale, (double)Math.Abs(number) + 1),
        FieldValue { Field.Kind: IntegerKind } or RecordVersion => new Size(0, 1e16),
        FieldValue { Field.Kind: PercentKind } => new Size(4, 101),
        FieldValue { Field.Kind: RateKind } => new Size(RateKind.Decimals, 1e12),
        FieldValue => new Size(4, 1e15),
        Calculation c => Raw(c) is { Fits: true } size ? size : Any,
        Negative n => Of(n.Operand),
        Was w => Of(w.Of),
        Call { Name: "abs" } c => Of(c.Arguments[0]),
        Call { Name: "round", Arguments: [var rounded, Constant { Value: decimal decimals }] } => new Size((int)decimals, Of(rounded).Most + 1),
        Call { Name: "coalesce" } c => Largest(c.Arguments),
        Call { Name: "if" } c => Largest(c.Arguments.Skip(1)),
        Call { Name: "length" or "weekday" or "hour" } => new Size(0, 1e10),
        _ => Any,
    };

    private static Size Largest(IEnumerable<Expr> parts) => parts.Select(Of).Aggregate((a, b) => new Size(Math.Max(a.Decimals, b.Decimals), Math.Max(a.Most, b.Most)));

    // Of the result as PostgreSQL gives it.
    private static Size Raw(Calculation c)
    {
        var (left, right) = (Of(c.Left), Of(c.Right));
        return c.Operator switch
        {
            Operator.Add or Operator.Subtract => new Size(Math.Max(left.Decimals, right.Decimals), left.Most + right.Most),
            Operator.Multiply => new Size(left.Decimals + right.Decimals, left.Most * right.Most),
            _ => new Size(int.MaxValue, double.MaxValue),
        };
    }
}
