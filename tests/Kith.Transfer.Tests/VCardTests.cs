using System.Text;
using Kith.Core.Problems;
using Kith.Store.Transfer;

namespace Kith.Transfer.Tests;

public sealed class VCardTests
{
    private static RowSource Open(byte[] bytes)
    {
        var stream = new MemoryStream(bytes);
        return RowSource.Open(stream, RowSource.Detect(stream, default));
    }

    private static Dictionary<string, string>[] Cards(byte[] bytes)
    {
        using var source = Open(bytes);
        return [.. source.Rows(default).Select(r => source.Columns.Zip(r.Cells).Where(c => c.Second.Length > 0).ToDictionary(c => c.First, c => c.Second))];
    }

    private static Dictionary<string, string>[] Cards(string text) => Cards(Files.Utf8(text.ReplaceLineEndings("\r\n")));

    private static string Refusal(byte[] bytes) => Assert.Throws<ProblemException>(() => Cards(bytes)).Problem.Errors[0].Code;

    private static string Card(string lines) => $"BEGIN:VCARD\r\nVERSION:3.0\r\n{lines}\r\nEND:VCARD\r\n";

    [Fact]
    public void A_card_of_version_2_1_is_read_with_its_own_character_set_and_quoted_printable()
    {
        var text = """
            BEGIN:VCARD
            VERSION:2.1
            N;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:M=FCller;J=F6rg;;Dr.;
            FN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:J=F6rg M=FCller
            ORG:Wei=DFe AG;Vertrieb
            TEL;WORK;VOICE:+49 30 1234567
            TEL;CELL:+49 170 7654321
            ADR;WORK;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:;;Lange Stra=C3=9Fe =
            12;Berlin;;10115;Germany
            EMAIL;INTERNET:joerg@example.com
            PHOTO;ENCODING=BASE64;JPEG:/9j/4AAQSkZJRgABAQAAAQABAAD
             AAAAAAAAAAAAAAAAAAAA=

            NOTE;ENCODING=QUOTED-PRINTABLE:First line=0D=0A=
            second line
            END:VCARD
            """;
        var card = Assert.Single(Cards(text));
        Assert.Equal(("Jörg", "Müller", "Jörg Müller"), (card["First name"], card["Last name"], card["Full name"]));
        Assert.Equal(("+49 30 1234567", "+49 170 7654321", "joerg@example.com"), (card["Phone"], card["Mobile phone"], card["Email"]));
        Assert.Equal(("Lange Straße 12", "Berlin", "10115", "Germany"), (card["Street"], card["City"], card["Postal code"], card["Country"]));
        Assert.Equal("First line\r\nsecond line", card["Note"]);
        Assert.Equal("Vertrieb", card["Department"]);
    }

    [Fact]
    public void A_card_of_version_3_is_read_with_folding_groups_and_escapes()
    {
        var text = """
            BEGIN:VCARD
            VERSION:3.0
            N:Rossi;Giulia;Maria;;
            FN:Giulia Maria Rossi
            ORG:Carta\, Penna & Co.;
            TITLE:Head of Purch
             asing
            item1.EMAIL;type=INTERNET;type=pref:giulia@example.it
            item1.X-ABLabel:_$!<Work>!$_
            EMAIL;TYPE=HOME:g.rossi@example.org
            TEL;TYPE="cell,voice":+39 333 1234567
            item2.ADR;type=HOME:;;Via Roma 1\nScala B;Torino;TO;10121;Italy
            BDAY;X-APPLE-OMIT-YEAR=1604:1604-05-17
            CATEGORIES:Friends,Fair\, spring
            NOTE:Likes tea\; not coffee.
            UID:abc-1
            END:VCARD
            BEGIN:VCARD
            VERSION:3.0
            FN:Konrad von Stein
            BDAY:1970-03-04
            END:VCARD
            """;
        var cards = Cards(text);
        Assert.Equal(2, cards.Length);
        Assert.Equal(("Giulia Maria", "Rossi", "Carta, Penna & Co.", "Head of Purchasing"), (cards[0]["First name"], cards[0]["Last name"], cards[0]["Company"], cards[0]["Job title"]));
        Assert.Equal(("giulia@example.it", "g.rossi@example.org", "+39 333 1234567"), (cards[0]["Email"], cards[0]["Email 2"], cards[0]["Mobile phone"]));
        Assert.Equal(("Via Roma 1\nScala B", "Torino", "TO"), (cards[0]["Home street"], cards[0]["Home city"], cards[0]["Home region"]));
        Assert.Equal(("Friends; Fair, spring", "Likes tea; not coffee.", "abc-1"), (cards[0]["Labels"], cards[0]["Note"], cards[0]["UID"]));
        Assert.DoesNotContain("Birthday", cards[0].Keys);
        Assert.Equal(("Konrad von", "Stein", "1970-03-04"), (cards[1]["First name"], cards[1]["Last name"], cards[1]["Birthday"]));
    }

    [Fact]
    public void A_card_of_version_4_is_read_with_uris_and_days_without_dashes()
    {
        var card = Assert.Single(Cards("""
            BEGIN:VCARD
            VERSION:4.0
            FN:Zoë Ünal
            N:Ünal;Zoë;;;
            TEL;VALUE=uri;TYPE="voice,work":tel:+1-202-555-0143
            EMAIL;PREF=1:mailto:zoe@example.com
            BDAY:19851224
            UID:urn:uuid:4fbe8971-0bc3-424c-9c26-36c3e1eff6b1
            URL:https://example.com
            ADR;LABEL="1 Main St: rear":;;1 Main Street;Springfield;IL;62701;USA
            END:VCARD
            """));
        Assert.Equal(("Zoë", "Ünal", "+1-202-555-0143", "zoe@example.com"), (card["First name"], card["Last name"], card["Phone"], card["Email"]));
        Assert.Equal(("1985-12-24", "4fbe8971-0bc3-424c-9c26-36c3e1eff6b1", "1 Main Street"), (card["Birthday"], card["UID"], card["Street"]));
    }

    /// <summary>Written by python3-vobject 0.9.6.1.</summary>
    [Fact]
    public void A_card_that_another_program_wrote_is_read()
    {
        var card = Assert.Single(Cards("""
            BEGIN:VCARD
            VERSION:3.0
            ADR;TYPE=WORK:;;Dlouhá 12;Praha;;110 00;Czechia
            EMAIL;TYPE=INTERNET:petra@example.cz
            FN:Petra Šimková
            N:Šimková;Petra\, jr.;;;
            NOTE:A long note with\; marks\, and a break\nthat goes on and on until the 
             line is folded somewhere about here.
            ORG:Dům\; knihy;Nákup
            TEL;TYPE=CELL,VOICE:+420 603 555 014
            TITLE:Nákupčí
            END:VCARD
            """));
        Assert.Equal(("Petra, jr.", "Šimková", "Dům; knihy", "Nákup", "Nákupčí"), (card["First name"], card["Last name"], card["Company"], card["Department"], card["Job title"]));
        Assert.Equal(("+420 603 555 014", "petra@example.cz", "Dlouhá 12", "110 00"), (card["Mobile phone"], card["Email"], card["Street"], card["Postal code"]));
        Assert.Equal("A long note with; marks, and a break\nthat goes on and on until the line is folded somewhere about here.", card["Note"]);
    }

    [Fact]
    public void A_card_without_a_name_is_called_by_its_organisation() =>
        Assert.Equal("Acme", Cards(Card("FN:Acme\r\nORG:Acme"))[0]["Last name"]);

    [Fact]
    public void A_file_in_utf_16_and_one_with_a_mark_are_read()
    {
        var text = Card("N:Käse;Eva;;;");
        Assert.Equal("Käse", Cards([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(text)])[0]["Last name"]);
        Assert.Equal("Käse", Cards([.. Encoding.UTF8.GetPreamble(), .. Files.Utf8(text)])[0]["Last name"]);
        Assert.Equal("Käse", Cards(Encoding.Latin1.GetBytes(text))[0]["Last name"]);
    }

    [Fact]
    public void A_large_picture_is_passed_over()
    {
        var folded = string.Concat(Enumerable.Repeat(" " + new string('A', 74) + "\r\n", 40_000));
        Assert.Equal("Berg", Cards(Card("PHOTO;ENCODING=b;TYPE=JPEG:AAAA\r\n" + folded + "N:Berg;Ida;;;"))[0]["Last name"]);
    }

    [Fact]
    public void Hostile_files_are_refused_by_what_is_wrong_with_them()
    {
        Assert.Equal("import.vcard_line_too_long", Refusal(Files.Utf8(Card("NOTE:" + new string('x', 1 << 21)))));
        Assert.Equal("import.vcard_line_too_long", Refusal(Files.Utf8(Card("NOTE:x\r\n" + string.Concat(Enumerable.Repeat(" " + new string('x', 1_000) + "\r\n", 1_100))))));
        Assert.Equal("import.vcard_too_many", Refusal(Files.Utf8(Card(string.Concat(Enumerable.Repeat("TEL:1\r\n", 3_000)) + "N:A;B;;;"))));
        Assert.Equal("import.vcard_binary", Refusal(Files.Utf8(Card("N:A\0;B;;;"))));
        Assert.Equal("import.vcard_open", Refusal(Files.Utf8("BEGIN:VCARD\r\nN:A;B;;;\r\n")));
        Assert.Equal("import.vcard_empty", Refusal(Files.Utf8("BEGIN:VCARD\r\nEND:VCARD\r\n")));
    }

    [Fact]
    public void Reading_goes_on_where_it_stopped()
    {
        var file = Files.Utf8(string.Concat(Enumerable.Range(1, 5).Select(i => Card($"N:Last{i};First;;;"))));
        using var source = Open(file);
        source.Skip(3, default);
        Assert.Equal([4L, 5L], source.Rows(default).Select(r => r.Number));
    }
}
