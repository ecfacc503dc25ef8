using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Kith.Core.Problems;
using Kith.Core.Records;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;

namespace Kith.Core.Tests.Types;

/// <summary>Texts, addresses, numbers to call, choices and links.</summary>
public sealed class TextKindTests
{
    [Theory]
    [InlineData("  Tower ", "Tower")]
    [InlineData("   ", null)]
    [InlineData("a\0b", "!control_characters")]
    [InlineData("😀", "😀")]
    public void Texts_are_trimmed_and_can_be_stored(string text, string? expected) => Assert.Equal(expected, Reading.Cell(FieldKinds.Text, text));

    [Fact]
    public void Half_a_surrogate_pair_is_no_text()
    {
        foreach (var half in new[] { "a\ud83db", "\ude00", "\ud83d" })
        {
            Assert.Equal("!control_characters", Reading.Cell(FieldKinds.Text, half));
            Assert.Equal("!control_characters", Reading.Cell(FieldKinds.Tags, half));
            Assert.Equal("!control_characters", Reading.Cell(FieldKinds.Address, half));
        }
        Assert.Equal("!not_an_address", Reading.Cell(FieldKinds.Address, "{\"city\": \"\ud83d\"}"));
        Assert.Equal("!not_an_address", Reading.Cell(FieldKinds.Address, """{"city": "\ud83d"}"""));
    }

    [Fact]
    public void Texts_have_a_longest_length()
    {
        var field = Reading.Field(FieldKinds.Text) with { MaxLength = 5 };
        Assert.Equal("12345", Reading.Cell(FieldKinds.Text, "12345 ", field: field));
        Assert.Equal("!max_length", Reading.Cell(FieldKinds.Text, "123456", field: field));
        Assert.Equal("!max_length", Reading.Cell(FieldKinds.Text, new string('x', 1_001)));
        Assert.Equal("!not_a_text", Reading.Json(FieldKinds.Text, "5"));
    }

    [Theory]
    [InlineData(" Ada.Lovelace@Example.COM ", "Ada.Lovelace@example.com")]
    [InlineData("o'hara+crm@mail.example.co.uk", "o'hara+crm@mail.example.co.uk")]
    [InlineData("ada@localhost", "ada@localhost")]
    [InlineData("ada@bücher.example", "ada@bücher.example")]
    [InlineData("ada", "!not_an_email")]
    [InlineData("@example.com", "!not_an_email")]
    [InlineData("ada@", "!not_an_email")]
    [InlineData("ada@example..com", "!not_an_email")]
    [InlineData("ada@-example.com", "!not_an_email")]
    [InlineData("ada@example.com.", "!not_an_email")]
    [InlineData("ada lovelace@example.com", "!not_an_email")]
    [InlineData("Ada <ada@example.com>", "!not_an_email")]
    [InlineData("ada@example.com, bob@example.com", "!not_an_email")]
    [InlineData("ada@example.com\nbcc: x@y.z", "!not_an_email")]
    [InlineData("a\u0001da@example.com", "!not_an_email")]
    [InlineData("a@b@example.com", "!not_an_email")]
    public void E_mail_addresses_keep_their_local_part(string text, string expected) => Assert.Equal(expected, Reading.Cell(FieldKinds.Email, text));

    [Theory]
    [InlineData("example.com", "https://example.com")]
    [InlineData("http://example.com/a?b=c#d", "http://example.com/a?b=c#d")]
    [InlineData("HTTPS://Example.com", "HTTPS://Example.com")]
    [InlineData("example.com/go?to=http://other.example", "https://example.com/go?to=http://other.example")]
    [InlineData("example.com:8080/x", "https://example.com:8080/x")]
    [InlineData("javascript:alert(1)", "!not_a_url")]
    [InlineData("javascript://example.com/%0aalert(1)", "!not_a_url")]
    [InlineData("data:text/html,x", "!not_a_url")]
    [InlineData("ftp://example.com", "!not_a_url")]
    [InlineData("mailto:ada@example.com", "!not_a_url")]
    [InlineData("https://bank.example@evil.example", "!not_a_url")]
    [InlineData("example", "!not_a_url")]
    [InlineData("two words.com", "!not_a_url")]
    [InlineData("https://", "!not_a_url")]
    [InlineData("https://a..b", "!not_a_url")]
    [InlineData("//example.com", "!not_a_url")]
    public void Web_addresses_lead_to_the_web_only(string text, string expected) => Assert.Equal(expected, Reading.Cell(FieldKinds.Url, text));

    [Theory]
    [InlineData("+39 06 1234567", "+39061234567")]
    [InlineData("0039 06 1234567", "+39061234567")]
    [InlineData("(+39) 06-123.45.67", "+39061234567")]
    [InlineData("+44 (0)20 7946 0958", "+442079460958")]
    [InlineData("(555) 123-4567", "5551234567")]
    [InlineData("555–123–4567", "5551234567")]
    [InlineData("06/1234567", "061234567")]
    [InlineData("555-123-4567 ext. 12", "5551234567")]
    [InlineData("555-123-4567 Ext 12", "5551234567")]
    [InlineData("555-123-4567, extension 12", "5551234567")]
    [InlineData("555-123-4567x12", "5551234567")]
    [InlineData("555-123-4567 #12", "5551234567")]
    [InlineData("112", "112")]
    [InlineData("12", null)]
    [InlineData("+1234567890123456", null)]
    [InlineData("12+34567", null)]
    [InlineData("+39+06", null)]
    [InlineData("call me", null)]
    [InlineData("555-CALL-NOW", null)]
    [InlineData("x12", null)]
    [InlineData("555-123-4567 x\0", null)]
    [InlineData("555-123-4567 ext. reception", null)]
    [InlineData("12:30:45", null)]
    [InlineData("", null)]
    public void Numbers_to_call_become_digits(string text, string? expected)
    {
        Assert.Equal(expected, PhoneKind.Normalise(text));
        if (expected is not null)
            Assert.Equal(JsonSerializer.Serialize(new { number = expected, text }, Relaxed), Reading.Cell(FieldKinds.Phone, text));
        else
            Assert.Equal("!not_a_phone", Reading.Cell(FieldKinds.Phone, text));
    }

    private static readonly JsonSerializerOptions Relaxed = new();

    [Theory]
    [InlineData("""{"number": "+390612", "text": "+39 06 12"}""", "+39 06 12")]
    [InlineData("""{"number": "+390612"}""", "+390612")]
    [InlineData("\"+39 06 12\"", "+39 06 12")]
    public void Numbers_to_call_are_read_from_JSON(string json, string text)
    {
        using var document = JsonDocument.Parse(Reading.Json(FieldKinds.Phone, json)!);
        Assert.Equal(("+390612", text), (document.RootElement.GetProperty("number").GetString(), document.RootElement.GetProperty("text").GetString()));
    }

    [Theory]
    [InlineData("retail", "retail")]
    [InlineData("Public sector", "public_sector")]
    [InlineData(" PUBLIC SECTOR ", "public_sector")]
    [InlineData("", null)]
    [InlineData("retial", "!unknown_choice")]
    public void Choices_are_taken_by_value_or_label(string text, string? expected) =>
        Assert.Equal(expected, Reading.Cell(FieldKinds.Choice, text, field: Reading.Field(FieldKinds.Choice, "retail", "public_sector")));

    [Fact]
    public void A_choice_that_is_nearly_right_is_suggested()
    {
        foreach (var kind in new[] { FieldKinds.Choice, FieldKinds.Choices })
        {
            var problems = new ProblemList();
            kind.FromText("retial", Reading.Field(kind, "retail", "public_sector"), Reading.Euros, problems);
            Assert.Equal("Retail", Assert.Single(problems.Errors).Suggestion);
        }
    }

    [Theory]
    [InlineData("vip; west", """["vip","west"]""")]
    [InlineData("vip, west", """["vip","west"]""")]
    [InlineData("vip;; ;west;", """["vip","west"]""")]
    [InlineData("vip, VIP", """["vip"]""")]
    [InlineData("Smith, Inc;", """["Smith, Inc"]""")]
    [InlineData("a\tb", "!control_characters")]
    [InlineData(" ; ", null)]
    public void Tags_are_parted_by_semicolons_or_commas(string text, string? expected) => 
        Assert.Equal(expected, Reading.Cell(FieldKinds.Tags, text));

    [Theory]
    [InlineData("""["vip", " west ", "", "VIP"]""", """["vip","west"]""")]
    [InlineData("[]", null)]
    [InlineData("\"vip\"", "!not_a_list")]
    [InlineData("[1]", "!not_a_list")]
    [InlineData("""["a;b"]""", "!control_characters")]
    public void Tags_are_read_from_JSON(string json, string? expected) => Assert.Equal(expected, Reading.Json(FieldKinds.Tags, json));

    [Fact]
    public void Lists_have_a_most()
    {
        Assert.Equal("!too_many_items", Reading.Cell(FieldKinds.Tags, string.Join(';', Enumerable.Range(0, 101))));
        Assert.Equal("!max_length", Reading.Cell(FieldKinds.Tags, new string('x', 51)));
        Assert.Equal("!too_many_items", Reading.Cell(FieldKinds.Links, string.Join(';', Enumerable.Range(0, 201).Select(i => new Guid(i, 0, 0, new byte[8])))));
    }

    [Theory]
    [InlineData("""{"street": "Via Roma 1", "city": "Roma", "country": "IT"}""", "Via Roma 1|Roma|||IT")]
    [InlineData("""{"city": " Roma ", "country": "italy"}""", "|Roma|||IT")]
    [InlineData("""{"country": "USA"}""", "||||US")]
    [InlineData("""{"country": "United Kingdom"}""", "||||GB")]
    [InlineData("""{"postal_code": "00100", "region": null}""", "|||00100|")]
    [InlineData("{}", null)]
    [InlineData("""{"city": "  "}""", null)]
    [InlineData("""{"country": "Atlantis"}""", "!unknown_country")]
    [InlineData("""{"town": "Roma"}""", "!not_an_address")]
    [InlineData("""{"city": 5}""", "!not_an_address")]
    [InlineData("\"Roma\"", "!not_an_address")]
    public void Addresses_have_parts(string json, string? expected)
    {
        var problems = new ProblemList();
        using var document = JsonDocument.Parse(json);
        var value = (Address?)FieldKinds.Address.Parse(document.RootElement, Reading.Field(FieldKinds.Address), Reading.Euros, problems);
        Assert.Equal(expected, !problems.None ? "!" + problems.Errors[0].Code : value is null ? null : $"{value.Street}|{value.City}|{value.Region}|{value.PostalCode}|{value.Country}");
    }

    [Fact]
    public void An_address_in_one_cell_is_its_street_or_its_JSON()
    {
        Assert.Equal("Via Roma 1, Roma", ((Address)FieldKinds.Address.FromText("Via Roma 1, Roma", Reading.Field(FieldKinds.Address), Reading.Euros, new ProblemList())!).Street);
        Assert.Equal("!not_an_address", Reading.Cell(FieldKinds.Address, "{oops"));
        Assert.Equal("!max_length", Reading.Cell(FieldKinds.Address, new string('x', 501))?.Split(' ')[0]);
    }

    [Fact]
    public void Texts_are_compared_in_the_form_they_are_kept_in()
    {
        Assert.Equal("+39061234567", FieldKinds.Phone.Comparable("+39 06 123 4567"));
        Assert.Equal("Ada@example.com", FieldKinds.Email.Comparable("Ada@EXAMPLE.com"));
        Assert.Equal("https://example.com", FieldKinds.Url.Comparable("example.com"));
        foreach (var kind in FieldKinds.All)
            Assert.Equal("~", kind.Comparable("~"));
    }

    [Fact]
    public void Values_survive_their_text()
    {
        Reading.RoundTrips(FieldKinds.Address, new Address("Via \"Roma\" 1", "Roma", null, "00100", "IT"));
        Reading.RoundTrips(FieldKinds.Phone, new PhoneNumber("5551234567", "(555) 123-4567 x1"));
        Reading.RoundTrips(FieldKinds.Tags, new[] { "Smith, Inc" });
        Reading.RoundTrips(FieldKinds.Tags, new[] { "a,b", "c", "d, e" });
        Reading.RoundTrips(FieldKinds.Choices, new[] { "north", "south" }, Reading.Field(FieldKinds.Choices, "north", "south", "overseas"));
        var (one, other) = (new Guid(1, 2, 3, new byte[8]), new Guid(4, 5, 6, new byte[8]));
        Reading.RoundTrips(FieldKinds.Link, one);
        Reading.RoundTrips(FieldKinds.Person, one);
        Reading.RoundTrips(FieldKinds.AnyLink, new RecordReference("deal", one));
        Reading.RoundTrips(FieldKinds.Links, new[] { other, one });
        Reading.RoundTrips(FieldKinds.Url, "https://example.com/a,b;c");
        Reading.RoundTrips(FieldKinds.Markdown, "# a\n\n* b");
    }

    [Fact]
    public void Whatever_stands_in_a_cell_is_a_value_that_survives_its_text_or_a_problem()
    {
        var pieces = Gen.Elements("a", "b@c.d", "+39", "06", "x", "ext", "#", "12", "1,234", "1.5", " ", ";", ",", "-", "(", ")", "€", "USD", "%", "2026-11-20", "T09:30:00Z", "00:00", "true", "{", "}", "\"city\"", ":", "\"Roma\"", "http://", "e.f", "\0", "\ud83d", "é", "'");
        foreach (var kind in FieldKinds.All)
        {
            var field = Reading.Field(kind, "a", "b");
            Prop.ForAll(Gen.OneOf(pieces.ArrayOf().Select(string.Concat), ArbMap.Default.GeneratorFor<string>().Select(s => s ?? "")).ToArbitrary(), text =>
            {
                var problems = new ProblemList();
                var value = string.IsNullOrWhiteSpace(text) ? null : kind.FromText(text, field, Reading.Euros, problems);
                if (value is not null && problems.None)
                    Reading.RoundTrips(kind, value, field);
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
        }
    }
}
