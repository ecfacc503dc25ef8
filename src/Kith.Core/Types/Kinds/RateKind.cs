namespace Kith.Core.Types.Kinds;

/// <summary>What one unit of a currency is worth in the workspace's own: a decimal that only Kith sets, kept as numeric(28,16).</summary>
public sealed class RateKind() : DecimalKind("decimal", Storage.Rate)
{
    /// <summary>Digits behind the point, so that a hundredth of the smallest currency still makes a whole cent of a billion.</summary>
    public const int Decimals = 16;

    /// <summary>The largest rate that is taken.</summary>
    public const decimal Highest = 999_999_999_999m;

    public override bool Plain => false;
    protected override (decimal From, decimal To) Bounds => (0, Highest);
    protected override int Digits => Decimals;
}
