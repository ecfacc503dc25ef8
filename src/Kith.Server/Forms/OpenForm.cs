using Kith.Server.Http;
using Kith.Core.Access;
using Kith.Core.Types;
using Kith.Sales.Forms;
using Kith.Sales.Leads;
using Kith.Store.Privacy;

namespace Kith.Server.Forms;

/// <summary>A form that is open to everybody, with what it asks.</summary>
/// <param name="Caller">Kith itself, in the form's workspace and no other.</param>
/// <param name="Asked">What people are asked, in order.</param>
/// <param name="Given">What each lead of the form gets, by field.</param>
/// <param name="Purpose">What people may agree to; null where nothing is asked.</param>
internal sealed record OpenForm(PublicAddress Address, Caller Caller, Catalogue Catalogue, WebForm Form, IReadOnlyList<AskedField> Asked, IReadOnlyDictionary<string, string> Given, Purpose? Purpose)
{
    public RecordType Lead => Catalogue.Of<Lead>();

    /// <summary>What stands above the form.</summary>
    public string Heading => Form.Heading ?? Form.Name;

    /// <summary>True for a site that may send to the form.</summary>
    /// <param name="origin">As a browser names it.</param>
    /// <param name="own">Kith's own.</param>
    public bool Allows(string origin, string own) => origin == own || Form.AllowedOrigins?.Contains(origin) == true;
}

/// <summary>A field that people are asked for.</summary>
internal sealed record AskedField(Field Field, FormQuestion Question)
{
    public string Name => Field.Name;
    public string Label => Question.Name;
    public bool Required => Question.Mandatory == true;
}

/// <summary>Names of what is sent beside answers.</summary>
internal static class FormMembers
{
    /// <summary>The field that people do not see.</summary>
    public const string Trap = "fax_number";
    public const string Ticket = "ticket";
    public const string Consent = "consent";
    public const string Referrer = "referrer";

    /// <summary>Fields of leads that tell how somebody came to the form; taken whether they are asked for or not.</summary>
    public static readonly IReadOnlyList<string> Origin = ["utm_source", "utm_medium", "utm_campaign", Referrer];
}
