using System.Text.Json;
using Kith.Core.Queries;
using Kith.Store;
using Kith.Store.Tests.Records;
using Kith.Store.Transfer;

namespace Kith.Import.Tests;

/// <summary>
/// Files as other systems write them, from upload to records by what their recipe says. The people and firms are made up; the headings are those that the
/// recipes name, with their origin there.
/// </summary>
public sealed class RecipeImportTests(StoreFixture fixture) : IClassFixture<RunnerFixture>
{
    private KithStore Store => fixture.Store;

    /// <summary>A workspace with the stages that a new one has.</summary>
    private async Task<Workspace> WithStagesAsync()
    {
        var workspace = await fixture.WorkspaceAsync();
        var pipeline = (await workspace.CreateAsync("pipeline", """{"name": "Sales"}""")).Id();
        foreach (var (stage, kind) in new[] { ("Prospecting", ""), ("Engaging", ""), ("Proposal", ""), ("Negotiation", ""), ("Won", ", \"won\": true, \"probability\": 100"), ("Lost", ", \"lost\": true, \"probability\": 0") })
            await workspace.CreateAsync("stage", $$"""{"name": "{{stage}}", "pipeline": "{{pipeline}}"{{kind}}}""");
        return workspace;
    }

    private async Task<(long, long, long, long)> TakeAsync(Workspace workspace, string recipe, string type, string file)
    {
        var upload = await Store.UploadAsync(workspace.Owner, file.ReplaceLineEndings("\r\n"));
        Assert.Equal((recipe, type), (upload.Recipe?.Name, upload.Suggestion?.Type.Name));
        var mapping = JsonSerializer.Serialize(upload.Recipe!.Mapping);
        await Store.QueueAsync(workspace.Owner, upload.Id, $$"""{ "type": "{{type}}", "mapping": {{mapping}}, "match_on": {{JsonSerializer.Serialize(upload.Suggestion!.MatchOn)}} }""");
        var counts = (await Store.OverAsync(workspace.Owner, upload.Id)).Counts();
        Assert.True(counts.Failed == 0, await Store.ErrorsAsync(workspace.Owner, upload.Id));
        return counts;
    }

    /// <summary>What some fields of the record with an external id hold, as text: a link by its title, an amount with its currency.</summary>
    private static async Task<string> RecordAsync(Workspace workspace, string type, string where, string fields)
    {
        var record = (await workspace.ListAsync(type, new ListQuery { Where = where })).GetProperty("data")[0];
        return string.Join(" | ", fields.Split(' ').Select(path => Text(path.Split('.').Aggregate(record, (json, name) => json.GetProperty(name)))));
    }

    private static string Text(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object when json.TryGetProperty("title", out var title) => title.GetString()!,
        JsonValueKind.Object when json.TryGetProperty("amount", out var amount) => $"{amount} {json.GetProperty("currency")}",
        JsonValueKind.Array => string.Join(',', json.EnumerateArray().Select(Text)),
        _ => json.ToString(),
    };

    [Fact]
    public async Task Companies_contacts_and_deals_of_HubSpot_find_each_other_and_a_second_time_change_nothing()
    {
        var workspace = await WithStagesAsync();
        const string Companies = """
            Record ID,Company name,Company owner,Create Date,Phone Number,City,Country/Region,Industry,Number of Employees,Annual Revenue,Website URL,Lifecycle Stage
            18040025511,Northwind Lamps,Mara Quist,2024-03-02 09:15,+44 20 7946 0018,Leeds,GB,COMPUTER_SOFTWARE,120,2500000,northwind.example,Customer
            18040025512,Harbour Tools,,2024-03-04 10:00,,Bergen,NO,,15,,harbour.example,Lead
            """;
        const string Contacts = """
            Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Associated Company IDs,Associated Company,Lead Status,Marketing contact status,Create Date,Job Title,Date of birth
            501,Ida,Berg,ida@northwind.example,+44 20 7946 0019,Mara Quist,18040025511;18040025512,Northwind Lamps;Harbour Tools,Open,Marketing contact,2024-03-05 11:00,Buyer,1984-05-17
            502,Tom,Lund,tom@harbour.example,,,18040025512,Harbour Tools,,Non-marketing contact,2024-03-06 11:30,,
            """;
        const string Deals = """
            Record ID,Deal Name,Deal Stage,Close Date,Deal owner,Amount,Currency,Pipeline,Deal Type,Associated Company IDs,Associated Contact IDs,Create Date
            9001,Spring order,Contract Sent (Sales Pipeline),2026-12-31 17:00,Mara Quist,18500.50,EUR,Sales Pipeline,New Business,18040025511,501;502,2026-01-05 08:00
            """;
        Assert.Equal((2, 0, 0, 0), await TakeAsync(workspace, "hubspot", "company", Companies));
        Assert.Equal((2, 0, 0, 0), await TakeAsync(workspace, "hubspot", "contact", Contacts));
        Assert.Equal((1, 0, 0, 0), await TakeAsync(workspace, "hubspot", "deal", Deals));
        Assert.Equal("Northwind Lamps | customer | software | 120 | 2500000.00 EUR | Leeds | GB",
            await RecordAsync(workspace, "company", """external_id = "hubspot:18040025511" """, "name type industry employees annual_revenue address.city address.country"));
        Assert.Equal("Ida Berg | ida@northwind.example | Northwind Lamps | Buyer | 1984-05-17",
            await RecordAsync(workspace, "contact", """external_id = "hubspot:501" """, "name email company title birth_date"));
        Assert.Equal("Spring order | Negotiation | 18500.50 EUR | 2026-12-31 | new | Northwind Lamps | Ida Berg",
            await RecordAsync(workspace, "deal", """external_id = "hubspot:9001" """, "name stage amount close_date deal_type company contact"));
        Assert.Equal((0, 0, 2, 0), await TakeAsync(workspace, Remembered.Name, "company", Companies));
        Assert.Equal((0, 0, 2, 0), await TakeAsync(workspace, Remembered.Name, "contact", Contacts));
        Assert.Equal((0, 0, 1, 0), await TakeAsync(workspace, Remembered.Name, "deal", Deals));
    }

    [Fact]
    public async Task Accounts_contacts_leads_and_opportunities_of_Salesforce_find_each_other()
    {
        var workspace = await WithStagesAsync();
        await TakeAsync(workspace, "salesforce", "company", """
            "Id","IsDeleted","MasterRecordId","Name","Type","ParentId","BillingStreet","BillingCity","BillingState","BillingPostalCode","BillingCountry","Phone","Website","Industry","AnnualRevenue","NumberOfEmployees","OwnerId","CreatedDate"
            "0015g00000AbCdEAAV","false","","Edge Control","Customer - Direct","","312 Ferry Road","Austin","TX","78701","United States","(512) 555-0140","edge.example","Technology","139000000","1000","0055g000001","2024-01-02T10:00:00.000Z"
            "0015g00000AbCdFAAV","false","","Edge Control Europe","Prospect","0015g00000AbCdEAAV","","Paris","","75001","France","","","","","","0055g000001","2024-01-02T10:00:00.000Z"
            """);
        await TakeAsync(workspace, "salesforce", "contact", """
            "Id","IsDeleted","AccountId","LastName","FirstName","Name","MailingStreet","MailingCity","MailingPostalCode","MailingCountry","Phone","MobilePhone","Email","Title","HasOptedOutOfEmail","Birthdate","OwnerId"
            "0035g00000XyZaAAAV","false","0015g00000AbCdEAAV","Gonzalez","Rose","Rose Gonzalez","313 Ferry Road","Austin","78701","United States","(512) 555-0141","","rose@edge.example","SVP, Procurement","true","1970-02-03","0055g000001"
            """);
        await TakeAsync(workspace, "salesforce", "lead", """
            "Id","IsDeleted","LastName","FirstName","Name","Title","Company","Street","City","PostalCode","Country","Phone","MobilePhone","Email","LeadSource","Status","Rating","IsConverted"
            "00Q5g00000LeAdAEAV","false","Snyder","Kathy","Kathy Snyder","Regional General Manager","TNR Corp","","Hartford","06101","United States","(860) 555-0142","","kathy@tnr.example","Trade Show","Working - Contacted","Warm","false"
            """);
        await TakeAsync(workspace, "salesforce", "deal", """
            "Id","IsDeleted","AccountId","Name","Description","StageName","Amount","Probability","CloseDate","Type","NextStep","LeadSource","IsClosed","IsWon","OwnerId"
            "0065g00000OpPoAAAV","false","0015g00000AbCdEAAV","Edge Emergency Generator","","Closed Won","75000","100","2026-09-24","Existing Customer - Upgrade","","Web","true","true","0055g000001"
            """);
        Assert.Equal("Edge Control Europe | prospect | Edge Control | Paris", await RecordAsync(workspace, "company", """external_id = "salesforce:0015g00000AbCdFAAV" """, "name type parent address.city"));
        Assert.Equal("Rose Gonzalez | Edge Control | SVP, Procurement | True | 1970-02-03", await RecordAsync(workspace, "contact", """external_id = "salesforce:0035g00000XyZaAAAV" """, "name company title email_opt_out birth_date"));
        Assert.Equal("Kathy Snyder | TNR Corp | event | contacted | warm", await RecordAsync(workspace, "lead", """external_id = "salesforce:00Q5g00000LeAdAEAV" """, "name company_name source status rating"));
        Assert.Equal("Edge Emergency Generator | Won | 75000.00 EUR | 2026-09-24 | existing | website | Edge Control",
            await RecordAsync(workspace, "deal", """external_id = "salesforce:0065g00000OpPoAAAV" """, "name stage amount close_date deal_type source company"));
    }

    [Fact]
    public async Task Organizations_people_deals_and_leads_of_Pipedrive_find_each_other()
    {
        var workspace = await WithStagesAsync();
        await TakeAsync(workspace, "pipedrive", "company", """
            Organization - Name,Organization - Address,Organization - Owner,Organization - ID,Organization - Won deals
            Paper Mill AG,"Seestrasse 1, Zürich",Mara Quist,41,3
            """);
        await TakeAsync(workspace, "pipedrive", "contact", """
            Person - Name,Person - First name,Person - Last name,Person - Organization,Person - Email - Work,Person - Phone - Work,Person - Owner,Person - ID
            Urs Keller,Urs,Keller,Paper Mill AG,"urs@mill.example, u.keller@mill.example",+41 44 555 01 02,Mara Quist,77
            """);
        await TakeAsync(workspace, "pipedrive", "deal", """
            Deal - Title,Deal - Value,Deal - Currency of Value,Deal - Organization,Deal - Contact person,Deal - Stage,Deal - Status,Deal - Expected close date,Deal - Owner,Deal - ID
            Rolls,1200,EUR,Paper Mill AG,Urs Keller,Proposal Made,Open,2026-12-24,Mara Quist,7
            Pulp,900,EUR,Paper Mill AG,Urs Keller,Proposal Made,Won,2026-10-01,Mara Quist,8
            """);
        await TakeAsync(workspace, "pipedrive", "lead", """
            Lead - Title,Lead - Owner,Lead - Labels,Lead - Value,Lead - Currency of Value,Lead - Contact person,Lead - Organization,Lead - ID
            Cardboard,Mara Quist,Hot,500,EUR,Anna Frei,Box GmbH,adf21080-0e10-11eb-879b-05d71fb426ec
            """);
        Assert.Equal("Urs Keller | urs@mill.example | Paper Mill AG", await RecordAsync(workspace, "contact", """external_id = "pipedrive:77" """, "name email company"));
        Assert.Equal("Rolls | Proposal | 1200.00 EUR | Paper Mill AG | Urs Keller", await RecordAsync(workspace, "deal", """external_id = "pipedrive:7" """, "name stage amount company contact"));
        Assert.Equal("Pulp | Won", await RecordAsync(workspace, "deal", """external_id = "pipedrive:8" """, "name stage"));
        Assert.Equal("Anna Frei | Box GmbH | hot | 500.00 EUR | Cardboard", await RecordAsync(workspace, "lead", """external_id = "pipedrive:adf21080-0e10-11eb-879b-05d71fb426ec" """, "name company_name rating budget description"));
        Assert.Equal(1, await fixture.CountAsync(workspace.Id, "company"));
    }

    [Fact]
    public async Task Accounts_contacts_leads_and_deals_of_Zoho_find_each_other()
    {
        var workspace = await WithStagesAsync();
        await TakeAsync(workspace, "zoho", "company", """
            Record Id,Account Owner.id,Account Owner,Account Name,Phone,Website,Parent Account.id,Parent Account,Account Type,Industry,Billing Street,Billing City,Billing Code,Created Time
            zcrm_5547001,zcrm_1,Mara Quist,King,555-555-0143,king.example,,,Customer,-None-,228 Runamuck Pl,Baltimore,21202,2024-01-02 10:00:00
            """);
        await TakeAsync(workspace, "zoho", "contact", """
            Record Id,Contact Owner.id,Contact Owner,Lead Source,First Name,Last Name,Account Name.id,Account Name,Email,Title,Department,Phone,Mobile,Mailing City,Email Opt Out
            zcrm_5547101,zcrm_1,Mara Quist,,Kris,Marrier,zcrm_5547001,King,kris@king.example,Admin,,555-555-0144,,Baltimore,false
            """);
        await TakeAsync(workspace, "zoho", "lead", """
            Record Id,Lead Owner.id,Lead Owner,Company,First Name,Last Name,Title,Email,Phone,Lead Source,Lead Status,Rating,City
            zcrm_5547201,zcrm_1,Mara Quist,Rangoni Of Florence,Christopher,Maclead,VP,cm@rangoni.example,555-555-0145,Cold Call,Attempted to Contact,-None-,Bristol
            """);
        await TakeAsync(workspace, "zoho", "deal", """
            Record Id,Deal Owner.id,Deal Owner,Amount,Currency,Deal Name,Closing Date,Account Name.id,Account Name,Stage,Type,Contact Name.id,Contact Name
            zcrm_5547301,zcrm_1,Mara Quist,60000,EUR,King,2026-12-12,zcrm_5547001,King,Negotiation/Review,Existing Business,zcrm_5547101,Kris Marrier
            """);
        Assert.Equal("King | customer | Baltimore | 21202", await RecordAsync(workspace, "company", """external_id = "zoho:zcrm_5547001" """, "name type address.city address.postal_code"));
        Assert.Equal("Kris Marrier | King | Admin", await RecordAsync(workspace, "contact", """external_id = "zoho:zcrm_5547101" """, "name company title"));
        Assert.Equal("Christopher Maclead | Rangoni Of Florence | cold_call | contacted", await RecordAsync(workspace, "lead", """external_id = "zoho:zcrm_5547201" """, "name company_name source status"));
        Assert.Equal("King | Negotiation | 60000.00 EUR | existing | King | Kris Marrier", await RecordAsync(workspace, "deal", """external_id = "zoho:zcrm_5547301" """, "name stage amount deal_type company contact"));
    }

    [Fact]
    public async Task Address_books_of_Google_Outlook_and_telephones_become_contacts_with_their_companies()
    {
        var workspace = await WithStagesAsync();
        await TakeAsync(workspace, "google", "contact", """
            First Name,Middle Name,Last Name,Nickname,File As,Organization Name,Organization Title,Organization Department,Birthday,Notes,Photo,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Address 1 - Label,Address 1 - City
            Grace,,Hopper,,,Harvard Labs,Admiral,Computing,1906-12-09,Met at the fair,,* myContacts,* Work,grace@harvard.example ::: gh@navy.example,Work,+1 617 555 0142,,Cambridge
            """);
        await TakeAsync(workspace, "outlook", "contact", """
            First Name,Middle Name,Last Name,Title,Suffix,E-mail Address,E-mail 2 Address,Home Phone,Business Phone,Mobile Phone,Job Title,Department,Company,Business Street,Business City,Business Postal Code,Categories,Notes
            Alan,,Kay,Dr.,,alan@xerox.example,,,+1 650 555 0143,,Fellow,Research,Harvard Labs,3333 Coyote Hill Rd,Palo Alto,94304,Fair,
            """);
        const string Cards = """
            BEGIN:VCARD
            VERSION:3.0
            N:Lamarr;Hedy;;;
            FN:Hedy Lamarr
            ORG:Harvard Labs;Radio
            TEL;TYPE=CELL:+43 660 5550144
            EMAIL;TYPE=WORK:hedy@radio.example
            CATEGORIES:Fair
            UID:c-1
            END:VCARD

            """;
        Assert.Equal((1, 0, 0, 0), await TakeAsync(workspace, "vcard", "contact", Cards));
        Assert.Equal((0, 0, 1, 0), await TakeAsync(workspace, Remembered.Name, "contact", Cards));
        Assert.Equal("Grace Hopper | Harvard Labs | Admiral | 1906-12-09 | Cambridge", await RecordAsync(workspace, "contact", """email = "grace@harvard.example" """, "name company title birth_date address.city"));
        Assert.Equal("Alan Kay | Harvard Labs | Fellow | Palo Alto | Fair", await RecordAsync(workspace, "contact", """email = "alan@xerox.example" """, "name company title address.city tags"));
        Assert.Equal("Hedy Lamarr | Harvard Labs | Radio | vcard:c-1", await RecordAsync(workspace, "contact", """email = "hedy@radio.example" """, "name company department external_id"));
        Assert.Equal(1, await fixture.CountAsync(workspace.Id, "company"));
    }
}
