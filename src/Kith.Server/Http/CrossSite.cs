using Kith.Core.Problems;

namespace Kith.Server.Http;

/// <summary>Refuses requests that another site makes a browser send. Browsers say where a request comes from, and pages cannot change that.</summary>
public static class CrossSite
{
    /// <summary>Refuses an unsafe method unless it comes from our own pages, or from a caller that names our origin.</summary>
    public static void Refuse(HttpRequest request, Uri publicUrl)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method))
            return;
        if (request.Headers["Sec-Fetch-Site"] == "same-origin" || request.Headers.Origin == publicUrl.GetLeftPart(UriPartial.Authority))
            return;
        throw new ProblemException(Problem.Of(ProblemKind.Forbidden, "cross_site"));
    }
}
