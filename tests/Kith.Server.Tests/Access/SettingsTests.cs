namespace Kith.Server.Tests.Access;

/// <summary>What the environment sets is checked before anything starts.</summary>
public sealed class SettingsTests
{
    private static KithSettings Read(params (string Name, string Value)[] set)
    {
        var secret = Path.GetTempFileName();
        File.WriteAllText(secret, "a secret of at least thirty-two bytes for tests");
        try
        {
            var all = set.Append(("KITH_SECRET_FILE", secret)).ToDictionary();
            return KithSettings.Read(all.GetValueOrDefault);
        }
        finally
        {
            File.Delete(secret);
        }
    }

    [Fact]
    public void A_process_does_everything_unless_its_role_says_otherwise()
    {
        Assert.Equal(ProcessRole.Both, Read().Role);
        Assert.Equal(ProcessRole.Web, Read(("KITH_ROLE", "web"), ("KITH_DATABASE", "Host=db")).Role);
        Assert.Equal(ProcessRole.Worker, Read(("KITH_ROLE", "worker"), ("KITH_DATABASE", "Host=db")).Role);
    }

    [Theory]
    [InlineData("KITH_ROLE", "everything")]
    [InlineData("KITH_ROLE", "web")]
    [InlineData("KITH_ROLE", "worker")]
    [InlineData("KITH_WORKERS", "0")]
    [InlineData("KITH_POOL", "many")]
    [InlineData("KITH_SMTP", "mail.example.com")]
    [InlineData("KITH_MAIL_FROM", "kith@example.com>\r\nRCPT TO:<x@y.example")]
    [InlineData("KITH_MAIL_FROM", "nobody")]
    public void A_setting_that_cannot_be_used_is_refused_by_its_name(string name, string value) =>
        Assert.Contains(name, Assert.Throws<SettingException>(() => Read((name, value))).Message, StringComparison.Ordinal);

    [Fact]
    public void The_password_of_the_mail_server_may_stand_in_a_file_and_its_certificates_too()
    {
        var (password, certificates) = (Path.GetTempFileName(), Path.GetTempFileName());
        try
        {
            File.WriteAllText(password, "p@ss word\n");
            var server = Read(("KITH_SMTP", "smtps://kith@mail.example.com"), ("KITH_SMTP_PASSWORD_FILE", password)).MailServer!;
            Assert.Equal(("mail.example.com", 465, "kith", "p@ss word"), (server.Host, server.Port, server.User, server.Password));
            Assert.DoesNotContain("p@ss", server.ToString(), StringComparison.Ordinal);
            Assert.Contains("KITH_SMTP_CA_FILE", Assert.Throws<SettingException>(() => Read(("KITH_SMTP", "smtps://mail.example.com"), ("KITH_SMTP_CA_FILE", certificates))).Message, StringComparison.Ordinal);
            Assert.Contains("KITH_SMTP_PASSWORD_FILE", Assert.Throws<SettingException>(() => Read(("KITH_SMTP", "smtps://kith@mail.example.com"), ("KITH_SMTP_PASSWORD_FILE", password + ".missing"))).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(password);
            File.Delete(certificates);
        }
    }
}
