using System.Globalization;
using System.Text;

namespace Kith.Bench;

/// <summary>One value that differs from request to request.</summary>
/// <param name="Values">What it is at each place; the request that is watched carries the first.</param>
internal sealed record Choice(string Name, IReadOnlyList<string> Values);

/// <summary>A workspace of the bench with its owner, and a company of it.</summary>
internal sealed record Tenant(Guid Workspace, Guid Person, Guid Company);

/// <summary>One kind of request that is measured.</summary>
internal abstract class Scenario
{
    /// <summary>Digits of a number that differs from request to request.</summary>
    public const int Digits = 12;

    private const int Different = 20_000;

    public abstract string Name { get; }
    public virtual int Status => 200;
    /// <summary>Values that differ; all have the same number of places, and a request takes one place of each.</summary>
    public virtual IReadOnlyList<Choice> Choices => [];

    /// <summary>The range of the number; null where the scenario has none.</summary>
    public virtual (long From, long Until)? Numbers => null;

    /// <summary>The number in the request that is watched; it stands for all of them, so no other value may hold it.</summary>
    public virtual string Watched => "471147114711";

    /// <summary>True where every request makes a new id.</summary>
    public virtual bool MakesIds => false;

    /// <summary>The workspaces that the requests go to, by place.</summary>
    public required IReadOnlyList<Tenant> Tenants { get; init; }

    /// <summary>The request of a place and a number, as method, path with query, and body.</summary>
    public abstract (string Method, string Path, string? Body) Request(int place, string number);

    /// <summary>The same request to the hand-written endpoint.</summary>
    public abstract (string Method, string Path, string? Body) Minimal(int place, string number);

    /// <summary>Requests for a load generator: many that differ at random, always the same ones.</summary>
    /// <param name="tokens">Of the callers that take turns, by place; none for the hand-written endpoint.</param>
    public IEnumerable<byte[]> Requests(int port, IReadOnlyList<string> tokens)
    {
        var random = new Random(1);
        for (var i = 0; i < Different; i++)
        {
            var place = Choices.Count == 0 ? 0 : random.Next(Choices[0].Values.Count);
            var number = Numbers is var (from, until) ? random.NextInt64(from, until + 1).ToString(CultureInfo.InvariantCulture) : Watched;
            yield return tokens.Count == 0 ? Bytes(Minimal(place, number), port, null) : Bytes(Request(place, number), port, tokens[place % tokens.Count]);
        }
    }

    private static byte[] Bytes((string Method, string Path, string? Body) request, int port, string? token)
    {
        var text = new StringBuilder($"{request.Method} {request.Path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n");
        if (token is not null)
            text.Append("Authorization: Bearer ").Append(token).Append("\r\n");
        if (request.Body is { } body)
            text.Append(CultureInfo.InvariantCulture, $"Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");
        else
            text.Append("\r\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
