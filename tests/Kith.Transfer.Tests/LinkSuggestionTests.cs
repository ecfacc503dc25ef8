using Kith.Store.Transfer;

namespace Kith.Transfer.Tests;

public sealed class LinkSuggestionTests
{
    private static readonly LinkSuggestion Products = new(["GTX Basic", "GTX Pro", "MG Special", "MG Advanced", "GTX Plus Pro", "GTX Plus Basic", "GTK 500"]);
    private static readonly LinkSuggestion Names = new(["Société Générale", "Müller & Söhne", "Straße AG", "Acme", "Acne"]);

    [Theory]
    [InlineData("GTXPro", "GTX Pro")]
    [InlineData("gtx-pro", "GTX Pro")]
    [InlineData("GTX Prp", "GTX Pro")]
    [InlineData("GTX PlusPro", "GTX Plus Pro")]
    [InlineData("MG Spezial", "MG Special")]
    [InlineData("Lamp", null)]
    [InlineData("", null)]
    public void The_nearest_product_is_suggested(string text, string? title) => Assert.Equal(title, Products.FindTitle(text));

    [Theory]
    [InlineData("societe generale", "Société Générale")]
    [InlineData("MULLER UND SOHNE", "Müller & Söhne")]
    [InlineData("Muller, Sohne", "Müller & Söhne")]
    [InlineData("strasse ag", "Straße AG")]
    [InlineData("ACNE", "Acne")]
    public void Case_accents_and_punctuation_do_not_count(string text, string? title) => Assert.Equal(title, Names.FindTitle(text));
}
