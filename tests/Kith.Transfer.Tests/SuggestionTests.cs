using Kith.Store.Transfer;

namespace Kith.Transfer.Tests;

public sealed class SuggestionTests
{
    [Theory]
    [InlineData("accounts.csv", "company", 85, "account=name sector=industry year_established=integer? revenue=annual_revenue employees=employees office_location=text? subsidiary_of=parent")]
    [InlineData("products.csv", "product", 7, "product=name series=category sales_price=price")]
    [InlineData("sales_teams.csv", "person", 35, "sales_agent=name manager=manager regional_office=team")]
    [InlineData("sales_pipeline.csv", "deal", 8800, "opportunity_id=external_id sales_agent=owner product=product account=company deal_stage=stage engage_date=engaged_on close_date=close_date close_value=amount")]
    public void The_files_of_the_walk_through_map_themselves(string file, string type, long rows, string mapping)
    {
        var profile = Files.Profile(Files.Maven(file));
        // The type is found with and without the help of the file's name.
        foreach (var name in new[] { file, "export.csv", null })
        {
            var best = TypeGuess.Best(Files.Catalogue, profile, name);
            Assert.Equal(type, best?.Type.Name);
            Assert.Equal(mapping, string.Join(' ', best!.Columns.Select(c => $"{c.Column}={c.Field ?? c.Kind + "?"}")));
        }
        Assert.Equal(rows, profile.Rows);
    }

    [Theory]
    [InlineData("accounts.csv", "company", "name")]
    [InlineData("products.csv", "product", "name")]
    [InlineData("sales_teams.csv", "person", "name")]
    [InlineData("sales_pipeline.csv", "deal", "external_id")]
    public void A_key_is_suggested_so_that_a_second_import_makes_nothing_new(string file, string type, string key) =>
        Assert.Equal([key], Suggest(file, type).MatchOn);

    [Fact]
    public void A_deal_without_a_name_is_called_by_what_it_is_about() =>
        Assert.Equal("{account} {product}", Suggest("sales_pipeline.csv", "deal").Defaults["name"]);

    [Fact]
    public void The_dates_of_the_walk_through_can_be_read_one_way_only()
    {
        var profile = Files.Profile(Files.Maven("sales_pipeline.csv"));
        Assert.Equal(["M/d/yyyy"], profile.Columns[5].Formats);
        Assert.Equal(["M/d/yyyy"], profile.Columns[6].Formats);
        Assert.Equal("date", profile.Columns[6].Kind);
    }

    [Theory]
    [InlineData("contact", "First Name", "first_name")]
    [InlineData("contact", "LASTNAME", "last_name")]
    [InlineData("contact", "E-Mail Address", "email")]
    [InlineData("contact", "Company Name", "company")]
    [InlineData("contact", "Account ID", "company")]
    [InlineData("contact", "Mailing City", "address.city")]
    [InlineData("contact", "Zip Code", "address.postal_code")]
    [InlineData("contact", "Owner Email", "owner")]
    [InlineData("contact", "created_at", null)]
    [InlineData("contact", "Shoe size", null)]
    [InlineData("company", "Anual Revenue", "annual_revenue")]
    [InlineData("company", "Account Website", "website")]
    [InlineData("company", "Account Number", "external_id")]
    [InlineData("company", "Office location", null)]
    [InlineData("deal", "Deal Owner", "owner")]
    [InlineData("deal", "CloseDate", "close_date")]
    [InlineData("deal", "Expected amount", "amount")]
    public void Headings_find_their_fields(string type, string heading, string? field)
    {
        var value = field is "annual_revenue" or "amount" ? "12" : field == "close_date" ? "2026-01-31" : field == "email" ? "a@example.com" : field == "website" ? "example.com" : "Foo";
        var profile = Files.Profile($"{heading},Zzz\n{value},1\n");
        Assert.Equal(field, MappingSuggestion.Of(Files.Catalogue, Files.Catalogue[type], profile).Columns[0].Field);
    }

    [Fact]
    public void Each_field_is_suggested_once_and_the_surest_heading_has_it()
    {
        var profile = Files.Profile("full name,name,e-mail,mail\nA,B,a@example.com,b@example.com\n");
        var columns = MappingSuggestion.Of(Files.Catalogue, Files.Catalogue["person"], profile).Columns;
        Assert.Equal([null, "name", "email", null], columns.Select(c => c.Field));
    }

    [Fact]
    public void Our_own_export_is_recognised_by_its_ids()
    {
        var profile = Files.Profile("id,name,created_at,version\n0199a0c0-0000-7000-8000-000000000001,Acme,2026-01-01T00:00:00Z,1\n");
        var suggestion = MappingSuggestion.Of(Files.Catalogue, Files.Catalogue["company"], profile);
        Assert.Equal(["id", "name", null, null], suggestion.Columns.Select(c => c.Field));
        Assert.Equal(["id"], suggestion.MatchOn);
    }

    [Fact]
    public void A_file_that_is_like_nothing_is_not_guessed() =>
        Assert.Null(TypeGuess.Best(Files.Catalogue, Files.Profile("colour,weight,wheels\nred,12,4\n"), "bikes.csv"));

    private static MappingSuggestion Suggest(string file, string type) =>
        MappingSuggestion.Of(Files.Catalogue, Files.Catalogue[type], Files.Profile(Files.Maven(file)));
}
