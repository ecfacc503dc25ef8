using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Kith.Server.Tests.Harness;
using Npgsql;

namespace Kith.Server.Tests.Limits;

/// <summary>What one request may take, asked through a socket that keeps to no rule of clients.</summary>
public sealed class BudgetTests(Installation server)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private sealed class Wire(TcpClient socket) : IDisposable
    {
        public NetworkStream Stream { get; } = socket.GetStream();

        public static async Task<Wire> OpenAsync(Uri url)
        {
            var socket = new TcpClient();
            await socket.ConnectAsync(url.Host, url.Port, Cancel);
            return new Wire(socket);
        }

        public async Task SendAsync(string text) => await Stream.WriteAsync(Encoding.ASCII.GetBytes(text), Cancel);

        /// <summary>The whole answer, until the server closes or says no more.</summary>
        public async Task<string> AnswerAsync()
        {
            var answer = new StringBuilder();
            var buffer = new byte[4096];
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            patience.CancelAfter(TimeSpan.FromSeconds(30));
            while (!(answer.ToString() is var soFar && soFar.Contains("\r\n\r\n", StringComparison.Ordinal) && (soFar.TrimEnd().EndsWith('}') || soFar.Contains("Content-Length: 0", StringComparison.Ordinal) || soFar.EndsWith("0\r\n\r\n", StringComparison.Ordinal))))
            {
                var read = await Stream.ReadAsync(buffer, patience.Token);
                if (read == 0)
                    break;
                answer.Append(Encoding.UTF8.GetString(buffer, 0, read));
            }
            return answer.ToString();
        }

        public void Dispose() => socket.Dispose();
    }

    private string Head(string method, string path, string bearer, string more) =>
        $"{method} /api/v1/{path} HTTP/1.1\r\nHost: {server.Url.Authority}\r\nAuthorization: Bearer {bearer}\r\n{more}\r\n";

    private async Task<(Client Client, string Bearer)> SomebodyAsync()
    {
        var owner = await server.WorkspaceAsync();
        return (owner, (await owner.ProgramAsync()).Bearer!);
    }

    [Fact]
    public async Task A_body_that_says_it_is_too_large_is_refused_before_it_comes()
    {
        var (_, bearer) = await SomebodyAsync();
        using var wire = await Wire.OpenAsync(server.Url);
        await wire.SendAsync(Head("POST", "companies", bearer, "Content-Type: application/json\r\nContent-Length: 9000000\r\n"));
        Assert.Contains("\"code\":\"too_large\"", await wire.AnswerAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_without_a_length_is_refused_once_it_is_too_large()
    {
        var (_, bearer) = await SomebodyAsync();
        using var wire = await Wire.OpenAsync(server.Url);
        await wire.SendAsync(Head("POST", "companies", bearer, "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n"));
        var megabyte = new string('x', 1024 * 1024);
        for (var i = 0; i < 8; i++)
            await wire.SendAsync($"{megabyte.Length.ToString("x", CultureInfo.InvariantCulture)}\r\n{megabyte}\r\n");
        await wire.SendAsync("1\r\nx\r\n");
        var answer = await wire.AnswerAsync();
        Assert.StartsWith("HTTP/1.1 413", answer, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"too_large\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_comes_too_slowly_is_refused_as_a_problem_document()
    {
        var (_, bearer) = await SomebodyAsync();
        using var wire = await Wire.OpenAsync(server.Url);
        await wire.SendAsync(Head("POST", "companies", bearer, "Content-Type: application/json\r\nContent-Length: 5000\r\n"));
        var answer = wire.AnswerAsync();
        for (var i = 0; i < 20 && !answer.IsCompleted; i++)
        {
            try
            {
                await wire.SendAsync("{");
            }
            catch (IOException)
            {
                break;
            }
            await Task.Delay(500, Cancel);
        }
        Assert.StartsWith("HTTP/1.1 408", await answer, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"too_slow\"", await answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_and_addresses_have_their_length()
    {
        using (var wire = await Wire.OpenAsync(server.Url))
        {
            await wire.SendAsync($"GET /api/v1/companies?q={new string('x', 9_000)} HTTP/1.1\r\nHost: {server.Url.Authority}\r\n\r\n");
            Assert.StartsWith("HTTP/1.1 414", await wire.AnswerAsync(), StringComparison.Ordinal);
        }
        using (var wire = await Wire.OpenAsync(server.Url))
        {
            await wire.SendAsync($"GET /api/v1/companies HTTP/1.1\r\nHost: {server.Url.Authority}\r\nX-Long: {new string('x', 40_000)}\r\n\r\n");
            Assert.StartsWith("HTTP/1.1 431", await wire.AnswerAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task JSON_is_read_to_a_depth()
    {
        var owner = await server.WorkspaceAsync();
        (await owner.PostAsync("companies", string.Concat(Enumerable.Repeat("{\"name\":", 70)) + "1" + new string('}', 70))).Refused(400, "malformed_json");
    }

    [Fact]
    public async Task A_call_that_takes_too_long_is_stopped_and_leaves_nothing()
    {
        var (owner, bearer) = await SomebodyAsync();
        var company = (await owner.CreateAsync("companies", new { name = "Acme" })).Text("id");
        var (host, http) = await server.SecondAsync(s => s with { RequestTime = TimeSpan.FromSeconds(1) });
        await using var _ = host;
        using var __ = http;
        await using var connection = await server.Owner.OpenConnectionAsync(Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        await using (var hold = new NpgsqlCommand($"select 1 from kith.company where id = '{company}' for update", connection))
            await hold.ExecuteNonQueryAsync(Cancel);
        using var request = new HttpRequestMessage(HttpMethod.Patch, "/api/v1/companies/" + company) { Content = Client.Content(new { name = "Late" }) };
        request.Headers.Authorization = new("Bearer", bearer);
        using var answer = await http.SendAsync(request, Cancel);
        Assert.Equal(503, (int)answer.StatusCode);
        Assert.Contains("\"code\":\"request_time\"", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        await transaction.RollbackAsync(Cancel);
        Assert.Equal("Acme", (await owner.GetAsync("companies/" + company)).Expect(200).Text("name"));
    }
}
