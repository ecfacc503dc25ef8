using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Kith.Identity.Mail;

namespace Kith.Identity.Tests.Mail;

/// <summary>A Postfix of the test's own, with its queue, its certificate and, for signing in, a Dovecot; on this machine only.</summary>
public sealed class Postfix : IAsyncLifetime
{
    public const string User = "kith@kith.test";
    public const string Password = "correct ä horse";

    // Not under the account's home: both programs give up their rights and must still reach it.
    private readonly string _directory = Directory.CreateDirectory(Path.Combine("/tmp", "kith-" + Path.GetRandomFileName())).FullName;
    private X509Certificate2 _certificate = null!;

    public int StartTlsPort { get; } = FreePort();
    public int TlsPort { get; } = FreePort();
    private string Log => File.Exists(Place("log")) ? File.ReadAllText(Place("log")) : "";

    /// <summary>The server under the name its certificate is for.</summary>
    public SmtpServer Server(SmtpTls tls) => new("localhost", tls == SmtpTls.Implicit ? TlsPort : StartTlsPort, tls, User, Password) { Authorities = [_certificate] };

    /// <summary>The mails that were delivered, as they lie there.</summary>
    public IReadOnlyList<byte[]> Delivered(string recipient) =>
        [.. (Directory.Exists(Place("mail/all/new")) ? Directory.GetFiles(Place("mail/all/new")) : []).Select(File.ReadAllBytes).Where(m => System.Text.Encoding.UTF8.GetString(m).Contains("Delivered-To: " + recipient, StringComparison.Ordinal))];

    public async ValueTask InitializeAsync()
    {
        foreach (var part in new[] { "postfix", "queue", "data", "mail", "run" })
            Directory.CreateDirectory(Place(part));
        await CertifyAsync();
        await File.WriteAllTextAsync(Place("access"), "refused@kith.test 554 5.7.1 We do not want this\nlater@kith.test 450 4.7.1 Come back later\n");
        await File.WriteAllTextAsync(Place("users"), $"{User}:{{PLAIN}}{Password}\n");
        var (uid, gid) = (await RunAsync("id", "-u", "postfix"), await RunAsync("id", "-g", "postfix"));
        await File.WriteAllTextAsync(Place("postfix/main.cf"), MainConfiguration(uid.Trim(), gid.Trim()));
        await File.WriteAllTextAsync(Place("postfix/master.cf"), ServiceConfiguration());
        await File.WriteAllTextAsync(Place("dovecot.conf"), SignInConfiguration());
        await RunAsync("chmod", "-R", "a+rX", _directory);
        await RunAsync("chown", "-R", "postfix", Place("data"), Place("mail"));
        await RunAsync("postfix", "-c", Place("postfix"), "start");
        await RunAsync("dovecot", "-c", Place("dovecot.conf"));
        while (!await ListensAsync(StartTlsPort) || !await ListensAsync(TlsPort) || !File.Exists(Place("queue/private/auth")))
            await Task.Delay(20);
    }

    private string MainConfiguration(string uid, string gid) => $$"""
        compatibility_level = 3.6
        queue_directory = {{Place("queue")}}
        data_directory = {{Place("data")}}
        command_directory = /usr/sbin
        daemon_directory = /usr/lib/postfix/sbin
        mail_owner = postfix
        setgid_group = postdrop
        maillog_file = {{Place("log")}}
        maillog_file_prefixes = /tmp
        myhostname = mail.kith.test
        mydestination =
        mynetworks =
        inet_interfaces = loopback-only
        inet_protocols = ipv4
        alias_maps =
        alias_database =
        virtual_mailbox_domains = kith.test
        virtual_mailbox_base = {{Place("mail")}}
        virtual_mailbox_maps = static:all/
        virtual_uid_maps = static:{{uid}}
        virtual_gid_maps = static:{{gid}}
        smtpd_tls_cert_file = {{Place("certificate.pem")}}
        smtpd_tls_key_file = {{Place("key.pem")}}
        smtpd_tls_security_level = may
        smtpd_tls_auth_only = yes
        smtpd_sasl_auth_enable = yes
        smtpd_sasl_type = dovecot
        smtpd_sasl_path = private/auth
        smtpd_relay_restrictions = permit_sasl_authenticated, reject
        smtpd_recipient_restrictions = check_recipient_access texthash:{{Place("access")}}, permit_sasl_authenticated, reject

        """;

    private string ServiceConfiguration() => string.Create(CultureInfo.InvariantCulture, $"""
        postlog unix-dgram n - n - 1 postlogd
        127.0.0.1:{StartTlsPort} inet n - n - - smtpd
        127.0.0.1:{TlsPort} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
        cleanup unix n - n - 0 cleanup
        qmgr unix n - n 300 1 qmgr
        rewrite unix - - n - - trivial-rewrite
        bounce unix - - n - 0 bounce
        defer unix - - n - 0 bounce
        trace unix - - n - 0 bounce
        proxymap unix - - n - - proxymap
        anvil unix - - n - 1 anvil
        tlsmgr unix - - n 1000? 1 tlsmgr
        virtual unix - n n - - virtual
        error unix - - n - - error
        retry unix - - n - - error

        """);

    private string SignInConfiguration() => $$"""
        protocols =
        base_dir = {{Place("run")}}
        log_path = {{Place("dovecot.log")}}
        ssl = no
        disable_plaintext_auth = no
        auth_mechanisms = plain login
        passdb {
          driver = passwd-file
          args = scheme=PLAIN username_format=%u {{Place("users")}}
        }
        userdb {
          driver = static
          args = uid=65534 gid=65534 home=/nonexistent
        }
        service auth {
          unix_listener {{Place("queue/private/auth")}} {
            mode = 0660
            user = postfix
            group = postfix
          }
        }

        """;

    private async Task CertifyAsync()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        _certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        await File.WriteAllTextAsync(Place("certificate.pem"), _certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(Place("key.pem"), key.ExportPkcs8PrivateKeyPem());
    }

    private string Place(string part) => Path.Combine(_directory, part);

    // Both are administrators' programs: they start as root and give up their rights.
    private async Task<string> RunAsync(string program, params string[] arguments)
    {
        string[] command = Environment.UserName == "root" ? [program, .. arguments] : ["sudo", "-n", program, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardOutput = true };
        start.Environment["PATH"] += ":/usr/sbin:/sbin";
        try
        {
            using var process = Process.Start(start)!;
            var said = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return process.ExitCode == 0 ? said : throw new InvalidOperationException($"{string.Join(' ', command)} ended with {process.ExitCode}.\n{Log}");
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new InvalidOperationException("These tests need Postfix, Dovecot and the rights of root: apt-get install postfix dovecot-core.", missing);
        }
    }

    private static async Task<bool> ListensAsync(int port)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsync("dovecot", "-c", Place("dovecot.conf"), "stop");
        await RunAsync("postfix", "-c", Place("postfix"), "stop");
        await RunAsync("rm", "-rf", _directory);
        _certificate.Dispose();
    }
}
