using Kith.Core.Records;
using Kith.Core.Types;

namespace Kith.Sales;

/// <summary>One more way to reach somebody, such as at home or for invoices, beside the address and numbers that stand on their own record.</summary>
[RecordType("contact_point", "contact_points", Icon = "house", Part = true, List = "name,kind,email,phone,address,contact")]
public sealed class ContactPoint : Record
{
    /// <summary>What it is called, such as "At home".</summary>
    [Title, Required, MaxLength(200), ImportNames("label")] public string Name { get; set; } = "";
    [Choices("work", "private", "billing", "shipping", "other", Open = true), Default("work"), ImportNames("type")] public string? Kind { get; set; }
    [Email, Indexed, Searchable, ImportNames("mail", "e-mail", "email address")] public string? Email { get; set; }
    [Searchable, ImportNames("telephone", "phone number", "tel")] public PhoneNumber? Phone { get; set; }
    [Searchable, ImportNames("mobile phone", "cell", "cell phone")] public PhoneNumber? Mobile { get; set; }
    [ImportNames("fax number")] public PhoneNumber? Fax { get; set; }
    public Address? Address { get; set; }
    [Link<Contact>(Cascade = true)] public Guid? ContactId { get; set; }
    [Link<Company>(Cascade = true)] public Guid? CompanyId { get; set; }
}
