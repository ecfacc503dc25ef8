using System.Net;
using Kith.Server.Outbound;
using Kith.Store.Webhooks;

namespace Kith.Server.Tests.Webhooks;

public sealed class OutboundTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("100.64.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("fe80::1")]
    [InlineData("fc00::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("2001:db8::1")]
    [InlineData("2001::1")]
    [InlineData("ff02::1")]
    public void Addresses_that_are_not_public_are_refused(string address) =>
        Assert.False(new OutboundGuard([]).Allows(IPAddress.Parse(address)));

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("172.32.0.1")]
    [InlineData("2606:4700::1111")]
    [InlineData("::ffff:8.8.8.8")]
    public void Public_addresses_are_called(string address) => Assert.True(new OutboundGuard([]).Allows(IPAddress.Parse(address)));

    [Fact]
    public void Networks_that_are_named_are_called_and_no_others()
    {
        var guard = new OutboundGuard([IPNetwork.Parse("10.1.0.0/16"), IPNetwork.Parse("fd00::/8")]);
        foreach (var address in new[] { "10.1.200.3", "::ffff:10.1.0.1", "fd12::1" })
            Assert.True(guard.Allows(IPAddress.Parse(address)) && guard.Named(IPAddress.Parse(address)));
        foreach (var address in new[] { "10.2.0.1", "127.0.0.1", "fc00::1" })
            Assert.False(guard.Allows(IPAddress.Parse(address)));
    }

    [Fact]
    public async Task A_receiver_that_is_slow_is_given_up_and_the_reason_told()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var http = new OutboundHttp(new OutboundDialer(new OutboundGuard([IPNetwork.Parse("127.0.0.1/32")])), TimeSpan.FromMilliseconds(200), TimeProvider.System);
        var error = await Assert.ThrowsAsync<WebhookUnreachableException>(() => http.SendAsync(new Uri($"http://{listener.LocalEndpoint}/"), new Dictionary<string, string>(), "{}", TestContext.Current.CancellationToken));
        Assert.Contains("within 1 seconds", error.Message);
    }

    [Theory]
    [InlineData("120", null, 120)]
    [InlineData("Sat, 21 Nov 2026 10:05:00 GMT", "Sat, 21 Nov 2026 10:00:00 GMT", 300)]
    [InlineData("Sat, 21 Nov 2026 09:00:00 GMT", "Sat, 21 Nov 2026 10:00:00 GMT", null)]
    [InlineData("soon", null, null)]
    [InlineData(null, null, null)]
    public async Task A_receiver_says_how_long_it_wants_to_be_left_alone(string? after, string? date, int? seconds)
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Status = 503;
        receiver.Headers = new Dictionary<string, string?> { ["Retry-After"] = after, ["Date"] = date };
        using var http = new OutboundHttp(new OutboundDialer(new OutboundGuard([IPNetwork.Parse("127.0.0.1/32")])), TimeSpan.FromSeconds(10), TimeProvider.System);
        var answer = await http.SendAsync(new Uri(receiver.Url), new Dictionary<string, string>(), "{}", TestContext.Current.CancellationToken);
        Assert.Equal(new WebhookAnswer(503, seconds is { } wait ? TimeSpan.FromSeconds(wait) : null), answer);
    }

    [Fact]
    public async Task What_people_name_inside_a_network_is_not_called_and_what_the_operator_set_is()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var dialer = new OutboundDialer(new OutboundGuard([]));
        foreach (var host in new[] { "127.0.0.1", "localhost" })
        {
            await Assert.ThrowsAsync<OutboundRefusedException>(() => dialer.ConnectAsync(host, port, inTheClear: false, TestContext.Current.CancellationToken));
            using var socket = await OutboundDialer.ConnectToSettingAsync(host, port, TestContext.Current.CancellationToken);
            Assert.True(socket.Connected);
        }
    }

    [Theory]
    [InlineData("KITH_OUTBOUND_ALLOW", "10.0.0.1/8/9")]
    [InlineData("KITH_OUTBOUND_ALLOW", "everything")]
    public void A_setting_that_names_no_network_is_refused(string name, string value)
    {
        var directory = Directory.CreateTempSubdirectory("kith-");
        var error = Assert.Throws<SettingException>(() => KithSettings.Read(n => n == name ? value : n == "KITH_DATA" ? directory.FullName : null));
        Assert.Contains(name, error.Message);
        directory.Delete(recursive: true);
    }
}
