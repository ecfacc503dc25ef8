using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace Kith.Identity.Mail;

/// <summary>Connects to the mail server; the border over which mails leave the process.</summary>
public delegate Task<Socket> MailDial(string host, int port, CancellationToken cancellation);

/// <summary>Hands mails to a mail server (RFC 5321).</summary>
public sealed class SmtpTransport(SmtpServer server, MailDial dial) : IMailTransport
{
    public async Task SendAsync(OutgoingMail mail, Func<Task> ending, CancellationToken cancellation)
    {
        try
        {
            await using var connection = await SmtpConnection.OpenAsync(server, dial, cancellation);
            var talk = new SmtpDialogue(server, connection);
            await talk.BeginAsync(mail.Host, cancellation);
            await talk.HandOverAsync(mail, cancellation);
            await ending();
            await EndAsync(talk);
            await talk.LeaveAsync();
        }
        // Up to the end of the mail the server has taken nothing, so all of it can be done again; what comes after it tells of its own trouble.
        catch (Exception trouble) when (IsTrouble(trouble, cancellation))
        {
            throw new MailRefusedException(Words(trouble), forGood: false);
        }
    }

    // Not to be given up when the process stops: the mail may be taken already, and the answer is on its way.
    private static async Task EndAsync(SmtpDialogue talk)
    {
        try
        {
            await talk.EndAsync();
        }
        catch (Exception trouble) when (IsTrouble(trouble, CancellationToken.None))
        {
            throw new MailUncertainException(Words(trouble));
        }
    }

    private static bool IsTrouble(Exception trouble, CancellationToken cancellation) =>
        trouble is IOException or SocketException or AuthenticationException || (trouble is OperationCanceledException && !cancellation.IsCancellationRequested);

    private static string Words(Exception trouble) => trouble is OperationCanceledException ? "The mail server did not answer in time." : trouble.Message;
}

/// <summary>The conversation with a mail server, from its greeting to the end of one mail.</summary>
internal sealed class SmtpDialogue(SmtpServer server, SmtpConnection connection)
{
    private HashSet<string> _offers = [];

    /// <summary>Greets, protects the connection and signs in.</summary>
    /// <param name="host">What this machine is called in public.</param>
    public async Task BeginAsync(string host, CancellationToken cancellation)
    {
        if (server.Tls == SmtpTls.Implicit)
            await connection.ProtectAsync(cancellation);
        Connected(await connection.ReplyAsync(server.StepTime, cancellation));
        await GreetAsync(host, cancellation);
        if (server.Tls == SmtpTls.Required)
        {
            if (!_offers.Contains("STARTTLS"))
                throw new MailRefusedException("The mail server offers no TLS.", forGood: false);
            Connected(await connection.AskAsync("STARTTLS", cancellation));
            await connection.ProtectAsync(cancellation);
            // What was said in the clear counts no more.
            await GreetAsync(host, cancellation);
        }
        if (server.User is not null)
            await SignInAsync(server.User, server.Password ?? "", cancellation);
    }

    private async Task GreetAsync(string host, CancellationToken cancellation)
    {
        var reply = Connected(await connection.AskAsync("EHLO " + host, cancellation));
        _offers = [.. reply.Lines.Skip(1).SelectMany(Offers)];
    }

    // “AUTH PLAIN LOGIN” offers AUTH, AUTH PLAIN and AUTH LOGIN; some old servers write AUTH=LOGIN.
    private static IEnumerable<string> Offers(string line)
    {
        var words = line.ToUpperInvariant().Replace("AUTH=", "AUTH ", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 ? [] : words.Skip(1).Select(w => $"{words[0]} {w}").Prepend(words[0]);
    }

    // A refused sign-in is for an administrator to mend, and the mail should leave then: so it is not for good.
    private async Task SignInAsync(string user, string password, CancellationToken cancellation)
    {
        SmtpReply reply;
        if (_offers.Contains("AUTH PLAIN"))
        {
            reply = await connection.AskAsync("AUTH PLAIN " + Base64($"\0{user}\0{password}"), cancellation);
        }
        else if (_offers.Contains("AUTH LOGIN"))
        {
            reply = await connection.AskAsync("AUTH LOGIN", cancellation);
            foreach (var answer in new[] { user, password })
                reply = reply.GoesOn ? await connection.AskAsync(Base64(answer), cancellation) : reply;
        }
        else
        {
            throw new MailRefusedException("The mail server offers no way to sign in that Kith knows (AUTH PLAIN, AUTH LOGIN).", forGood: false);
        }
        if (!reply.Done)
            throw new MailRefusedException($"The mail server refuses the sign-in: {reply}", forGood: false);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    /// <summary>Hands over a mail in full, but for its end: until that is sent the server has taken nothing.</summary>
    public async Task HandOverAsync(OutgoingMail mail, CancellationToken cancellation)
    {
        if (!MailAddresses.IsSafe(mail.Recipient) || !MailAddresses.IsSafe(mail.Sender))
            throw new MailRefusedException("This is no address for a mail.", forGood: true);
        var options = new StringBuilder();
        if (!Ascii.IsValid(mail.Text))
            options.Append(_offers.Contains("8BITMIME") ? " BODY=8BITMIME" : throw new MailRefusedException("The mail server takes no letters beyond ASCII (8BITMIME).", forGood: true));
        if (!Ascii.IsValid(mail.Recipient))
            options.Append(_offers.Contains("SMTPUTF8") ? " SMTPUTF8" : throw new MailRefusedException("The mail server takes no addresses beyond ASCII (SMTPUTF8).", forGood: true));
        Require(await connection.AskAsync($"MAIL FROM:<{mail.Sender}>{options}", cancellation), r => r.Done);
        Require(await connection.AskAsync($"RCPT TO:<{mail.Recipient}>", cancellation), r => r.Done);
        Require(await connection.AskAsync("DATA", cancellation), r => r.GoesOn);
        await connection.WriteAsync(Stuffed(mail.Text), cancellation);
        connection.RequireSilence();
    }

    /// <summary>Ends the mail and hears what became of it.</summary>
    public async Task EndAsync()
    {
        await connection.WriteAsync(".\r\n"u8.ToArray(), CancellationToken.None);
        Require(await connection.ReplyAsync(server.EndTime, CancellationToken.None), r => r.Done);
    }

    /// <summary>Says goodbye, and waits for no answer: the mail is taken.</summary>
    public async Task LeaveAsync()
    {
        try
        {
            await connection.WriteAsync("QUIT\r\n"u8.ToArray(), CancellationToken.None);
        }
        catch (Exception trouble) when (trouble is IOException or SocketException or OperationCanceledException)
        {
        }
    }

    // Refused before it was about this mail: another day, or another setting, may change that.
    private static SmtpReply Connected(SmtpReply reply) => reply.Done ? reply : throw new MailRefusedException(reply.ToString(), forGood: false);

    private static SmtpReply Require(SmtpReply reply, Func<SmtpReply, bool> wanted) =>
        wanted(reply) ? reply : throw new MailRefusedException(reply.ToString(), forGood: reply.Code >= 500);

    /// <summary>A line that begins with a dot gets another (RFC 5321, 4.5.2), and the last one ends.</summary>
    internal static byte[] Stuffed(ReadOnlySpan<byte> text)
    {
        var stuffed = new MemoryStream(text.Length + 16);
        var atStart = true;
        foreach (var b in text)
        {
            if (atStart && b == '.')
                stuffed.WriteByte((byte)'.');
            stuffed.WriteByte(b);
            atStart = b == '\n';
        }
        if (!atStart)
            stuffed.Write("\r\n"u8);
        return stuffed.ToArray();
    }
}
