using Kith.Core.Access;
using Kith.Core.Problems;

namespace Kith.Server.Http;

/// <summary>Who may call an operation.</summary>
public abstract record Guard
{
    private Guard() { }

    /// <summary>Anyone, signed in or not; the operation itself decides.</summary>
    public sealed record OpenToAll : Guard;
    /// <summary>Anyone signed in; rights on records are in the queries.</summary>
    public sealed record SignedInOnly : Guard;
    /// <summary>Those whose role has the function.</summary>
    public sealed record WithFunction(Function Function) : Guard;

    /// <summary>The workspace's directory, by its token alone, while whose token it is manages people.</summary>
    public sealed record DirectoryOnly : Guard;

    public static readonly Guard Open = new OpenToAll();
    public static readonly Guard SignedIn = new SignedInOnly();
    public static readonly Guard Directory = new DirectoryOnly();
    public static Guard Has(Function function) => new WithFunction(function);
}

/// <summary>How much an operation costs; decides its rate limit.</summary>
public enum Cost
{
    /// <summary>Reads and writes of everyday work.</summary>
    Everyday,
    /// <summary>Checks a password: limited per address.</summary>
    SignIn,
    /// <summary>Comes from strangers and is kept: limited per address and per form.</summary>
    Form,
    /// <summary>Reads or writes very much at once.</summary>
    Heavy,
    /// <summary>Health, documents and the like.</summary>
    Free,
}

/// <summary>One parameter of an operation.</summary>
/// <param name="In"><c>path</c>, <c>query</c> or <c>header</c>.</param>
/// <param name="Type">JSON Schema type: string, integer or boolean.</param>
public sealed record OperationParameter(string Name, string In, string Description, string Type = "string", bool Required = false)
{
    /// <summary>On every POST but those of signing in.</summary>
    public static readonly OperationParameter IdempotencyKey = new("Idempotency-Key", "header", "Repeating a request under one key has one effect and one answer, for 48 hours.");

    /// <summary>Of calls that change a record.</summary>
    public static readonly OperationParameter IfMatch = new("If-Match", "header", "The ETag of the version the change is based on; another present version is a 412 with the present record.");
}

/// <summary>
/// What is published about an endpoint. The host refuses to start when an endpoint has none, so none can lack a guard, a limit or a description.
/// </summary>
public sealed record Operation(string Method, string Path, string Id, string Summary)
{
    /// <summary>Who may call it.</summary>
    public required Guard Guard { get; init; }
    public Cost Cost { get; init; } = Cost.Everyday;
    /// <summary>True where an API key may not stand in for the person.</summary>
    public bool PeopleOnly { get; init; }
    /// <summary>True where it is about the account itself, for which a workspace's provider cannot vouch.</summary>
    public bool OwnAccount { get; init; }
    /// <summary>True where a sign-in by a provider is let in all the same while it lacks a second factor that is demanded, to show or set up one.</summary>
    public bool MendsFactor { get; init; }
    /// <summary>True where a sign-in is let in that has yet to show its second factor, or to set one up.</summary>
    public bool BeforeProof { get; init; }
    /// <summary>True where it only reads, though it is no GET, so that who sees Kith as somebody else may call it.</summary>
    public bool OnlyReads { get; init; }
    /// <summary>True where it is about what a person keeps for itself, which who sees Kith as that person does not see.</summary>
    public bool Personal { get; init; }
    /// <summary>True where it ends seeing Kith as somebody else, also once that is over.</summary>
    public bool EndsViewing { get; init; }
    /// <summary>True where who sees Kith as somebody else may call it.</summary>
    public bool ForViewers => EndsViewing || (Method == "GET" || OnlyReads) && Guard is Guard.SignedInOnly && this is { PeopleOnly: false, OwnAccount: false, Personal: false };
    /// <summary>True where it does not reach into the workspace, so that its networks do not matter.</summary>
    public bool Anywhere { get; init; }
    public string Tag { get; init; } = "";
    /// <summary>The published standard that describes it; null for what our own description tells.</summary>
    public string? Standard { get; init; }
    public string? Description { get; init; }
    public IReadOnlyList<OperationParameter> Parameters { get; init; } = [];
    /// <summary>CLR type of the JSON body, or null.</summary>
    public Type? Request { get; init; }
    /// <summary>Media type of the body.</summary>
    public string RequestType { get; init; } = "application/json";
    /// <summary>CLR type of the JSON answer, or null.</summary>
    public Type? Response { get; init; }
    /// <summary>Media type of the answer.</summary>
    public string ResponseType { get; init; } = "application/json";
    public int Status { get; init; } = 200;
    /// <summary>What it may refuse beside what follows from its guard, cost, body and parameters.</summary>
    public IReadOnlyList<ProblemKind> Refusals { get; init; } = [];
    /// <summary>True where answers carry an ETag and a caller that has it already gets a 304.</summary>
    public bool Cached { get; init; }
    /// <summary>True where the answer lasts for as long as its reader likes.</summary>
    public bool Endless { get; init; }
    /// <summary>True for paths with <c>{types}</c>, which are published once for every record type.</summary>
    public bool PerType => Path.Contains("{types}", StringComparison.Ordinal);
    /// <summary>What stands for the record in a per-type operation: its request and response are the type's own schemas.</summary>
    public RecordShape RequestShape { get; init; }
    public RecordShape ResponseShape { get; init; }
    /// <summary>For paths without <c>{types}</c>: name of the type whose records the shapes mean.</summary>
    public string? OfType { get; init; }
}

/// <summary>How an operation carries records.</summary>
public enum RecordShape { None, Record, Page, Patch, New }

/// <summary>Maps endpoints together with what is published about them.</summary>
public static class OperationRouting
{
    /// <summary>Maps a handler for an operation.</summary>
    public static RouteHandlerBuilder Map(this IEndpointRouteBuilder routes, Operation operation, Delegate handler) =>
        routes.MapMethods(operation.Path.Replace("{types}", "{types:regex(^[a-z][a-z0-9_]*$)}", StringComparison.Ordinal), [operation.Method], handler).WithMetadata(operation);
}
