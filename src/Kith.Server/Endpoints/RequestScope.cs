using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using Kith.Server.Http;
using Kith.Store;

namespace Kith.Server.Endpoints;

/// <summary>What an endpoint works with: the caller, the workspace's catalogue, the type named in the path.</summary>
internal static class RequestScope
{
    /// <summary>The caller and the catalogue of its workspace.</summary>
    public static async Task<(Caller Caller, Catalogue Catalogue)> OfAsync(HttpContext context, KithStore store, CancellationToken cancellation)
    {
        var caller = context.Caller() with { Trace = ProblemWriter.Trace(context) };
        return (caller, await store.Catalogues.OfAsync(caller.Workspace, context.FindSignIn()!.CatalogueVersion, cancellation));
    }

    /// <summary>As above, with the type of a plural; an unknown or hidden one is absent.</summary>
    public static async Task<(Caller Caller, Catalogue Catalogue, RecordType Type)> TypeAsync(HttpContext context, KithStore store, string plural, CancellationToken cancellation)
    {
        var (caller, catalogue) = await OfAsync(context, store, cancellation);
        return (caller, catalogue, Readable(store, caller, catalogue, plural));
    }

    /// <summary>The type of a plural or name that the caller may read.</summary>
    public static RecordType Readable(KithStore store, Caller caller, Catalogue catalogue, string name)
    {
        var type = catalogue.FindPlural(name) ?? catalogue.Find(name);
        if (type is not null && store.Policy.Rights(caller, type).Read)
            return type;
        var near = Nearest.Of(name, catalogue.Types.Where(t => store.Policy.Rights(caller, t).Read).Select(t => t.Plural));
        throw new ProblemException(new Problem(ProblemKind.NotFound, "unknown_type", near is null ? Messages.Text("unknown_type", name) : Messages.Text("unknown_type_suggest", name, near), []));
    }

    /// <summary>An id in a path; a text that is none belongs to no record.</summary>
    public static Guid Id(string text) => Guid.TryParseExact(text, "D", out var id) ? id : throw ProblemException.NotFound();
}
