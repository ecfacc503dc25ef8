using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Kith.Identity.Mail;

namespace Kith.Identity.Tests.Mail;

/// <summary>A mail server that does at each step what a test wants: greeting, EHLO, AUTH, MAIL, RCPT, DATA, text (in the middle of a mail) and end.</summary>
internal sealed class ScriptedServer : IDisposable
{
    /// <summary>Ends the connection at a step without an answer.</summary>
    public const string Drop = "drop";
    /// <summary>Says nothing and waits.</summary>
    public const string Hang = "hang";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();

    public ScriptedServer()
    {
        _listener.Start();
        _ = ListenAsync();
    }

    /// <summary>What to answer at a step; missing for a friendly answer.</summary>
    public ConcurrentDictionary<string, string> Script { get; } = new();
    public string Offers { get; set; } = "250-script\r\n250-8BITMIME\r\n250 SMTPUTF8";
    /// <summary>Mails whose end has come, dots taken off again.</summary>
    public ConcurrentQueue<string> Mails { get; } = new();
    public ConcurrentQueue<string> Commands { get; } = new();
    /// <summary>Called at a step before it is answered.</summary>
    public Func<string, Task> At { get; set; } = _ => Task.CompletedTask;

    public SmtpServer Address => new("127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port, SmtpTls.None, null, null) { StepTime = TimeSpan.FromSeconds(20), EndTime = TimeSpan.FromSeconds(20) };

    private async Task ListenAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                try
                {
                    await TalkAsync(client.GetStream());
                }
                catch (IOException)
                {
                    // The other side has gone.
                }
            }
        }
        catch (Exception over) when (over is OperationCanceledException or ObjectDisposedException or SocketException)
        {
        }
    }

    private async Task TalkAsync(Stream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
        if (!await AnswerAsync(stream, "greeting", "220 script ESMTP"))
            return;
        while (await reader.ReadLineAsync(_stop.Token) is { } command)
        {
            Commands.Enqueue(command);
            var step = command.Split(' ')[0];
            if (step == "QUIT" || !await AnswerAsync(stream, step, step switch { "EHLO" => Offers, "DATA" => "354 go on", "AUTH" => "235 welcome", _ => "250 yes" }))
                return;
            if (step == "AUTH" && Script.GetValueOrDefault("AUTH")?.StartsWith('3') == true && !await LoginAsync(stream, reader))
                return;
            if (step == "DATA" && !Script.ContainsKey("DATA") && !await MailAsync(stream, reader))
                return;
        }
    }

    private async Task<bool> LoginAsync(Stream stream, StreamReader reader)
    {
        Commands.Enqueue((await reader.ReadLineAsync(_stop.Token))!);
        await SayAsync(stream, "334 UGFzc3dvcmQ6");
        Commands.Enqueue((await reader.ReadLineAsync(_stop.Token))!);
        await SayAsync(stream, "235 welcome");
        return true;
    }

    private async Task<bool> MailAsync(Stream stream, StreamReader reader)
    {
        var mail = new StringBuilder();
        while (await reader.ReadLineAsync(_stop.Token) is { } line)
        {
            if (line == ".")
            {
                Mails.Enqueue(mail.ToString());
                return await AnswerAsync(stream, "end", "250 taken");
            }
            mail.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
            if (mail.Length > 200 && Script.GetValueOrDefault("text") == Drop)
                return false;
        }
        return false;
    }

    private async Task<bool> AnswerAsync(Stream stream, string step, string friendly)
    {
        await At(step);
        var answer = Script.GetValueOrDefault(step, friendly);
        if (answer == Hang)
            await Task.Delay(Timeout.Infinite, _stop.Token);
        if (answer == Drop)
            return false;
        await SayAsync(stream, answer);
        return true;
    }

    private async Task SayAsync(Stream stream, string answer) => await stream.WriteAsync(Encoding.UTF8.GetBytes(answer + "\r\n"), _stop.Token);

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }
}
