using System.Buffers.Binary;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Kith.Core.Problems;
using Kith.Identity.Providers;

namespace Kith.Server.Outbound;

/// <summary>Asks the name servers of this machine for TXT records (RFC 1035, over TCP as RFC 7766 says), because the framework only resolves addresses.</summary>
/// <param name="servers">The name servers, asked one after the other.</param>
public sealed class DomainRecords(IReadOnlyList<IPEndPoint> servers) : IDomainRecords
{
    private const int Text = 16;
    private const int HeaderBytes = 12;
    private const int NoSuchName = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Asks the name servers that this machine is set up with.</summary>
    public static DomainRecords OfThisMachine() => new([.. NetworkInterface.GetAllNetworkInterfaces().SelectMany(n => n.GetIPProperties().DnsAddresses).Distinct().Select(a => new IPEndPoint(a, 53))]);

    public async Task<IReadOnlyList<string>> TextsAsync(string name, CancellationToken cancellation)
    {
        var reason = Messages.Text("domain.no_server");
        foreach (var server in servers)
        {
            using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            time.CancelAfter(Patience);
            try
            {
                return await AskAsync(server, name, time.Token);
            }
            catch (Exception error) when (error is SocketException or IOException or InvalidDataException || (error is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                reason = error.Message;
            }
        }
        throw new DomainLookupException(reason);
    }

    private static async Task<IReadOnlyList<string>> AskAsync(IPEndPoint server, string name, CancellationToken cancellation)
    {
        var question = Question(name);
        using var socket = await OutboundDialer.ConnectToSettingAsync(server.Address.ToString(), server.Port, cancellation);
        await using var stream = new NetworkStream(socket, ownsSocket: false);
        await stream.WriteAsync(question, cancellation);
        var length = new byte[2];
        await stream.ReadExactlyAsync(length, cancellation);
        var answer = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await stream.ReadExactlyAsync(answer, cancellation);
        return Read(answer, question.AsSpan(2));
    }

    // Two bytes of length, as TCP asks, then the message.
    private static byte[] Question(string name)
    {
        using var message = new MemoryStream();
        message.Write([0, 0, .. RandomNumberGenerator.GetBytes(2), 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
        foreach (var label in name.Split('.'))
        {
            var bytes = Encoding.ASCII.GetBytes(label);
            message.WriteByte((byte)bytes.Length);
            message.Write(bytes);
        }
        message.Write([0, 0, Text, 0, 1]);
        var all = message.ToArray();
        BinaryPrimitives.WriteUInt16BigEndian(all, (ushort)(all.Length - 2));
        return all;
    }

    private static List<string> Read(ReadOnlySpan<byte> answer, ReadOnlySpan<byte> question)
    {
        // The question comes back before the answers, under the number it was asked by.
        if (answer.Length < question.Length || !answer[..2].SequenceEqual(question[..2]) || (answer[2] & 0x80) == 0)
            throw new InvalidDataException(Messages.Text("domain.odd_answer"));
        var code = answer[3] & 0x0F;
        if (code is not (0 or NoSuchName))
            throw new InvalidDataException(Messages.Text("domain.odd_answer"));
        var texts = new List<string>();
        var at = question.Length;
        for (var left = BinaryPrimitives.ReadUInt16BigEndian(answer[6..]); left > 0; left--)
        {
            at = AfterName(answer, at);
            var (type, length) = (BinaryPrimitives.ReadUInt16BigEndian(Part(answer, at, 2)), BinaryPrimitives.ReadUInt16BigEndian(Part(answer, at + 8, 2)));
            var data = Part(answer, at + 10, length);
            if (type == Text)
                texts.Add(TextOf(data));
            at += 10 + length;
        }
        return texts;
    }

    private static int AfterName(ReadOnlySpan<byte> answer, int at)
    {
        while (Part(answer, at, 1)[0] is var length && length != 0)
        {
            // A pointer to a name told before ends it.
            if ((length & 0xC0) != 0)
                return at + 2;
            at += length + 1;
        }
        return at + 1;
    }

    // A record's text comes in pieces of at most 255 bytes.
    private static string TextOf(ReadOnlySpan<byte> data)
    {
        var text = new StringBuilder();
        for (var at = 0; at < data.Length; at += data[at] + 1)
            text.Append(Encoding.UTF8.GetString(Part(data, at + 1, data[at])));
        return text.ToString();
    }

    private static ReadOnlySpan<byte> Part(ReadOnlySpan<byte> whole, int at, int length) =>
        at + length <= whole.Length ? whole.Slice(at, length) : throw new InvalidDataException(Messages.Text("domain.odd_answer"));
}
