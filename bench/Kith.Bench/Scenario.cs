using System.Globalization;
using System.Text;

namespace Kith.Bench;

/// <summary>One value that differs from request to request.</summary>
/// <param name="Values">What it is at each place; the request that is watched carries the first.</param>
internal sealed record Choice(string Name, IReadOnlyList<string> Values);

/// <summary>A workspace of the bench with its owner, and a company of it.</summary>
internal sealed record Tenant(Guid Workspace, Guid Person, Guid Company)
{
    /// <summary>What differs between requests to some workspaces.</summary>
    public static IReadOnlyList<Choice> Choices(IReadOnlyList<Tenant> tenants) =>
    [
        new("workspace", [.. tenants.Select(t => t.Workspace.ToString())]),
        new("person", [.. tenants.Select(t => t.Person.ToString())]),
        new("company", [.. tenants.Select(t => t.Company.ToString())]),
        new("companies", [.. tenants.Select(t => $"{{{t.Company}}}")]),
    ];
}

/// <summary>One kind of request that is measured.</summary>
internal abstract class Scenario
{
    /// <summary>Digits of a number that differs from request to request.</summary>
    public const int Digits = 12;

    public abstract string Name { get; }
    public virtual int Status => 200;

    /// <summary>How many requests are made, each another one; they are sent again and again.</summary>
    public virtual int Different => 20_000;

    /// <summary>Values that differ; all have the same number of places, and a request takes one place of each.</summary>
    public virtual IReadOnlyList<Choice> Choices => [];

    /// <summary>The range of the number; null where the scenario has none.</summary>
    public virtual (long From, long Until)? Numbers => null;

    /// <summary>The number in the request that is watched; it stands for all of them, so no other value may hold it.</summary>
    public virtual string Watched => "471147114711";

    /// <summary>True where every request makes a new id.</summary>
    public virtual bool MakesIds => false;

    /// <summary>Stands for a text that is another in every request; null where there is none.</summary>
    public virtual string? Stamp => null;

    /// <summary>True where the requests are sent one after the other, so that each changes what the one before it left.</summary>
    public virtual bool InOrder => false;

    /// <summary>False where nobody would write an endpoint by hand to compare.</summary>
    public virtual bool ByHand => true;

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
            var places = Choices.Count == 0 ? 1 : Choices[0].Values.Count;
            var place = InOrder ? i % places : random.Next(places);
            var number = Numbers is var (from, until) ? InOrder ? from + (i / places % (until - from + 1)) : random.NextInt64(from, until + 1) : (long?)null;
            var text = number?.ToString(CultureInfo.InvariantCulture) ?? Watched;
            var request = tokens.Count == 0 ? Minimal(place, text) : Request(place, text);
            if (Stamp is { } stamp)
                request.Body = request.Body!.Replace(stamp, (1_000_000_000_000 + i).ToString(CultureInfo.InvariantCulture)[1..], StringComparison.Ordinal);
            yield return Bytes(request, port, tokens.Count == 0 ? null : tokens[place % tokens.Count]);
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
