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

    [Theory]
    [InlineData("https://bucket.example.com", "it must look like")]
    [InlineData("s3://kith:secret@bucket?region=eu-central-1", "KITH_S3_SECRET_FILE")]
    [InlineData("s3://Bucket_/files?region=eu-central-1", "no name of a bucket")]
    [InlineData("s3://bucket", "in which region")]
    [InlineData("s3://bucket?region=a&region=b", "one value")]
    [InlineData("s3://bucket?zone=a", "“zone”")]
    [InlineData("s3://bucket?endpoint=minio:9000", "endpoint")]
    [InlineData("s3://bucket?region=a&path_style=1", "path_style")]
    [InlineData("s3://bucket?region=a", "KITH_S3_KEY")]
    public void A_store_of_files_that_cannot_be_used_is_refused_with_the_reason(string value, string reason)
    {
        var message = Assert.Throws<SettingException>(() => Read(("KITH_FILE_STORE", value))).Message;
        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.Contains("KITH_FILE_STORE", message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret@", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bucket_is_read_with_the_secret_from_a_file()
    {
        var secret = Path.GetTempFileName();
        try
        {
            File.WriteAllText(secret, "hush\n");
            var store = Read(("KITH_FILE_STORE", "s3://kith/of/files?region=eu-central-1&endpoint=http://127.0.0.1:9000&path_style=true"), ("KITH_S3_KEY", "key"), ("KITH_S3_SECRET_FILE", secret)).FileStore!;
            Assert.Equal(("kith", "of/files/", "eu-central-1", new Uri("http://127.0.0.1:9000"), true, "key", "hush"), (store.Bucket, store.Prefix, store.Region, store.Endpoint, store.PathStyle, store.Key, store.GetSecret()));
            Assert.DoesNotContain("hush", store.ToString(), StringComparison.Ordinal);
            File.Delete(secret);
            Assert.Contains("KITH_S3_SECRET_FILE", Assert.Throws<SettingException>(() => Read(("KITH_FILE_STORE", "s3://kith?region=a"), ("KITH_S3_KEY", "key"), ("KITH_S3_SECRET_FILE", secret))).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(secret);
        }
    }

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
