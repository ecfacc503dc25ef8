using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace Kith.Browser.Tests.Screens;

/// <summary>What the MDN HTTP Observatory says of Kith with TLS in front of it, as it stands on the web.</summary>
public sealed class ObservatoryTests(Installation kith)
{
    private sealed record Finding(string Name, bool Pass, string Result, int Modifier);
    private sealed record Scan(string Path, int Status, string Grade, int Score, IReadOnlyList<Finding> Results);

    [Fact]
    public async Task The_page_and_the_API_get_the_best_grade_and_nothing_counts_against_them()
    {
        var scans = await ScanAsync("/", "/login", "/api/v1/me", "/openapi/v1.json");
        Assert.Equal([200, 200, 401, 200], scans.Select(s => s.Status));
        Assert.All(scans, scan =>
        {
            Assert.True(scan.Grade == "A+", $"{scan.Path} got {scan.Grade} ({scan.Score}): {string.Join(", ", scan.Results.Where(r => !r.Pass))}");
            Assert.True(scan.Results.Count >= 10 && scan.Results.All(r => r is { Pass: true, Modifier: >= 0 }), $"{scan.Path}: {string.Join(", ", scan.Results.Where(r => !r.Pass || r.Modifier < 0))}");
        });
    }

    private async Task<IReadOnlyList<Scan>> ScanAsync(params string[] paths)
    {
        var directory = Path.Combine(Repository.Root, "tests", "observatory");
        if (!Directory.Exists(Path.Combine(directory, "node_modules")))
            await RunAsync("npm", directory, null, "ci");
        var (certificate, key) = (Path.GetTempFileName(), Path.GetTempFileName());
        try
        {
            Certify(certificate, key);
            var told = await RunAsync("node", directory, certificate, ["scan.mjs", kith.Url.GetLeftPart(UriPartial.Authority), certificate, key, .. paths]);
            return [.. told.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<Scan>(line, JsonSerializerOptions.Web)!)];
        }
        finally
        {
            File.Delete(certificate);
            File.Delete(key);
        }
    }

    // Signed by itself; the scanner is told to trust it.
    private static void Certify(string certificate, string key)
    {
        using var secret = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", secret, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));
        File.WriteAllText(certificate, made.ExportCertificatePem());
        File.WriteAllText(key, secret.ExportPkcs8PrivateKeyPem());
    }

    private static async Task<string> RunAsync(string program, string directory, string? trusted, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = directory, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        if (trusted is not null)
            start.Environment["NODE_EXTRA_CA_CERTS"] = trusted;
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}\n{await output}{await errors}");
        return await output;
    }
}
