using Kith.Core.Expressions;

namespace Kith.Core.Tests.Expressions;

/// <summary>Which texts are like which.</summary>
public sealed class LikenessTests
{
    [Theory]
    [InlineData("Anna Johnson", "Jonson")]
    [InlineData("Anna Johnson", "johsnon")]
    [InlineData("Anna Johnson", "JOHNSON anna")]
    [InlineData("Société Générale", "societe generale")]
    [InlineData("Société Générale", "sociéte genrale")]
    [InlineData("O'Brien-Müller", "muller")]
    [InlineData("Ακρόπολη", "ακροπολη")]
    [InlineData("International", "internatoinl")]
    [InlineData("North Tower 2026", "towre 2026")]
    [InlineData("Łódź 𝐁𝐨𝐥𝐝", "bold")]
    public void Slips_accents_case_and_order_do_not_count(string text, string sought) => Assert.True(Likeness.Has(text, Likeness.Sought(sought)!));

    [Theory]
    [InlineData("Ann", "Dan")]
    [InlineData("Johnson", "Jonsen")]
    [InlineData("North Tower 2026", "tower 2025")]
    [InlineData("North Tower", "north towers south")]
    [InlineData("Internal", "international")]
    [InlineData("Acme", "mace")]
    [InlineData("", "acme")]
    public void More_is_another_word(string text, string sought) => Assert.False(Likeness.Has(text, Likeness.Sought(sought)!));
}
