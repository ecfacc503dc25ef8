using System.Text;
using Kith.Identity.SecondFactors;

namespace Kith.Identity.Tests;

public sealed class TotpTests
{
    private static readonly byte[] Key = "12345678901234567890"u8.ToArray();

    // RFC 6238, appendix B, cut to six digits as section 5.3 of RFC 4226 does.
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void Codes_are_those_of_the_standard(long seconds, string code)
    {
        var at = DateTimeOffset.FromUnixTimeSeconds(seconds);
        Assert.Equal(code, Totp.Code(Key, Totp.StepOf(at)));
        Assert.Equal(Totp.StepOf(at), Totp.Find(Base32.Encode(Key), code, at));
    }

    [Fact]
    public void A_code_is_good_in_its_step_and_the_neighbours_only()
    {
        var (secret, at) = (Base32.Encode(Key), DateTimeOffset.FromUnixTimeSeconds(1_000_000_020));
        var code = Totp.Code(Key, Totp.StepOf(at));
        Assert.All(new[] { -30, 0, 30 }, late => Assert.Equal(Totp.StepOf(at), Totp.Find(secret, code, at.AddSeconds(late))));
        Assert.All(new[] { -60, 60, 3600 }, late => Assert.Null(Totp.Find(secret, code, at.AddSeconds(late))));
        Assert.All(new[] { "", "12345", "abcdef", "１２３４５６" }, wrong => Assert.Null(Totp.Find(secret, wrong, at)));
    }

    // RFC 4648, section 10, where five bytes at a time need no padding.
    [Theory]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("\0\0\0\0\0", "AAAAAAAA")]
    public void Bytes_are_written_as_the_standard_does(string text, string encoded)
    {
        Assert.Equal(encoded, Base32.Encode(Encoding.ASCII.GetBytes(text)));
        Assert.Equal(text, Encoding.ASCII.GetString(Base32.Decode(encoded)));
    }

    [Fact]
    public void The_link_holds_what_an_app_needs()
    {
        var secret = Totp.NewSecret();
        Assert.Equal(32, secret.Length);
        Assert.Equal($"otpauth://totp/Kith:ada%40example.com?secret={secret}&issuer=Kith&algorithm=SHA1&digits=6&period=30", Totp.Uri("Kith", "ada@example.com", secret));
    }

    [Fact]
    public void Recovery_codes_differ_and_are_read_as_people_type_them()
    {
        var codes = RecoveryCodes.New();
        Assert.Equal(RecoveryCodes.Count, codes.Distinct().Count());
        Assert.All(codes, c => Assert.Matches("^[A-Z2-7]{4}(-[A-Z2-7]{4}){3}$", c));
        Assert.Equal(RecoveryCodes.Hash(codes[0]), RecoveryCodes.Hash(" " + codes[0].Replace("-", " ", StringComparison.Ordinal).ToLowerInvariant()));
    }
}
