using Kith.Core.Access;
using Kith.Core.Records;
using Kith.Core.Types;
using Kith.Store.Transfer;

namespace Kith.Transfer.Tests;

public sealed class RecipeTests
{
    private static readonly TypeRights All = new(true, true, true, true);

    private static RecipeFit? Fit(string header, string? row = null) =>
        RecipeFit.Best(Files.Catalogue, Files.Profile(header + "\n" + (row ?? string.Join(',', header.Split(',').Select(_ => "x"))) + "\n"), _ => All, null);

    /// <summary>The mapping of a fit as text: column=field.</summary>
    private static string Text(RecipeFit fit) => string.Join(' ', fit.Mapping.Where(m => m.Value is not null).Select(m => $"{m.Key.Replace(' ', '_')}={m.Value!["field"]}"));

    public static TheoryData<string> Names() => [.. Recipe.All.Select(r => r.Name)];

    [Theory, MemberData(nameof(Names))]
    public void A_recipe_names_only_what_there_is(string name)
    {
        var recipe = Recipe.All.Single(r => r.Name == name);
        Assert.NotEmpty(recipe.Origin);
        foreach (var file in recipe.Files)
        {
            var type = Files.Catalogue[file.Type];
            foreach (var column in file.Columns)
            {
                var path = FieldPath.Parse(column.Field, type);
                Assert.True(path?.Field?.Writable, $"{name} {file.Type} {column.Field}");
                if (column.Match is { } match)
                    Assert.NotNull(LinkMatch.Parse(match, Files.Catalogue[path!.Field!.To!]));
                Assert.True(column.Is is null or "needed" or "sign", column.Is);
                foreach (var value in (column.Values?.Values ?? []).Where(v => v.Length > 0 && path!.Field!.Choices.Count > 0))
                    Assert.Contains(path!.Field!.Choices, c => c.Value == value);
            }
        }
    }

    [Theory]
    [InlineData("hubspot", "contact", "Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Primary Associated Company ID,Lead Status,Marketing contact status,Create Date,Last Activity Date")]
    [InlineData("hubspot", "company", "Record ID,Company name,Company owner,Create Date,Phone Number,Last Activity Date,City,Country/Region,Industry")]
    [InlineData("hubspot", "deal", "Record ID,Deal Name,Deal Stage,Close Date,Deal owner,Amount")]
    [InlineData("salesforce", "company", "Id,IsDeleted,MasterRecordId,Name,Type,ParentId,BillingStreet,BillingCity,BillingState,BillingPostalCode,BillingCountry,Phone,Website,Industry,AnnualRevenue,NumberOfEmployees,OwnerId,CreatedDate")]
    [InlineData("salesforce", "contact", "Id,IsDeleted,AccountId,LastName,FirstName,Salutation,Name,MailingStreet,MailingCity,Phone,MobilePhone,Email,Title,OwnerId")]
    [InlineData("salesforce", "lead", "Id,IsDeleted,LastName,FirstName,Name,Title,Company,Street,City,PostalCode,Country,Phone,MobilePhone,Email,LeadSource,Status,Industry,Rating,IsConverted")]
    [InlineData("salesforce", "deal", "Id,IsDeleted,AccountId,Name,Description,StageName,Amount,Probability,CloseDate,Type,NextStep,LeadSource,IsClosed,IsWon,OwnerId")]
    [InlineData("pipedrive", "company", "Organization - Name,Organization - Labels,Organization - Address,Organization - Owner,Organization - ID")]
    [InlineData("pipedrive", "contact", "Person - Name,Person - First name,Person - Last name,Person - Organization,Person - Email - Work,Person - Phone - Work,Person - Owner,Person - ID")]
    [InlineData("pipedrive", "deal", "Deal - Title,Deal - Value,Deal - Currency of Value,Deal - Organization,Deal - Contact person,Deal - Stage,Deal - Status,Deal - Owner,Deal - ID")]
    [InlineData("pipedrive", "lead", "Lead - Title,Lead - Owner,Lead - Labels,Lead - Value,Lead - Currency of Value,Lead - Contact person,Lead - Organization,Lead - ID")]
    [InlineData("zoho", "company", "Record Id,Account Owner.id,Account Owner,Account Name,Phone,Website,Parent Account.id,Parent Account,Account Type,Industry,Billing Street,Billing City")]
    [InlineData("zoho", "contact", "Record Id,Contact Owner.id,Contact Owner,Lead Source,First Name,Last Name,Account Name.id,Account Name,Email,Title,Department,Phone,Mobile,Mailing Street")]
    [InlineData("zoho", "lead", "Record Id,Lead Owner.id,Lead Owner,Company,First Name,Last Name,Title,Email,Phone,Mobile,Lead Source,Lead Status,Industry")]
    [InlineData("zoho", "deal", "Record Id,Deal Owner.id,Deal Owner,Amount,Deal Name,Closing Date,Account Name.id,Account Name,Stage,Type,Contact Name.id,Contact Name")]
    [InlineData("google", "contact", "First Name,Middle Name,Last Name,Nickname,File As,Organization Name,Organization Title,Birthday,Notes,Photo,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value")]
    [InlineData("google", "contact", "Name,Given Name,Additional Name,Family Name,Group Membership,E-mail 1 - Type,E-mail 1 - Value,Phone 1 - Type,Phone 1 - Value,Organization 1 - Name,Organization 1 - Title")]
    [InlineData("outlook", "contact", "First Name,Middle Name,Last Name,Title,Suffix,Nickname,E-mail Address,E-mail 2 Address,Home Phone,Business Phone,Mobile Phone,Job Title,Department,Company,Business Street,Business City")]
    [InlineData("outlook", "contact", "Vorname,Nachname,E-Mail-Adresse,Telefon geschäftlich,Mobiltelefon,Firma,Position")]
    public void A_file_is_recognised_by_its_headings(string name, string type, string header)
    {
        var fit = Fit(header);
        Assert.Equal((name, type), (fit?.Name, fit?.Type.Name));
    }

    [Theory]
    [InlineData("Name,Website,Phone")]
    [InlineData("First name,Last name,Email,Company")]
    [InlineData("id,name,type,industry,website")]
    public void A_file_of_no_known_system_has_no_recipe(string header) => Assert.Null(Fit(header));

    [Fact]
    public void A_type_that_may_not_be_written_has_no_recipe()
    {
        var profile = Files.Profile("Record ID,Deal Name,Deal Stage,Deal owner\n1,A,Closed Won,Ada\n");
        Assert.Null(RecipeFit.Best(Files.Catalogue, profile, t => t.Name == "deal" ? new TypeRights(true, false, true, true) : All, null));
        var hidden = RecipeFit.Best(Files.Catalogue, profile, _ => All with { Hidden = new HashSet<string> { "owner" } }, null)!;
        Assert.DoesNotContain(hidden.Mapping.Values, m => m?["field"]?.GetValue<string>() == "owner");
    }

    [Fact]
    public void Of_two_columns_for_one_field_the_one_that_holds_something_counts()
    {
        const string header = "Record ID,First Name,Last Name,Associated Company IDs,Associated Company";
        Assert.Equal("Record_ID=external_id First_Name=first_name Last_Name=last_name Associated_Company_IDs=company", Text(Fit(header)!));
        Assert.Equal("Record_ID=external_id First_Name=first_name Last_Name=last_name Associated_Company=company", Text(Fit(header, "1,A,B,,Acme")!));
    }

    [Fact]
    public void Every_mapping_of_a_recipe_is_one_that_runs()
    {
        const string text = "Deal - ID,Deal - Title,Deal - Value,Deal - Currency of Value,Deal - Organization,Deal - Stage,Deal - Status,Deal - Owner,Deal - Label\n"
            + "7,Solar roof,12500,USD,Acme,Contact Made,Open,Ada,\n8,Wind,900,GBP,Acme,Contact Made,Won,Ada,\n";
        var profile = Files.Profile(text);
        var fit = RecipeFit.Best(Files.Catalogue, profile, _ => All, null)!;
        var json = $$"""{ "type": "deal", "mapping": {{System.Text.Json.JsonSerializer.Serialize(fit.Mapping)}}, "match_on": ["external_id"] }""";
        var (plan, rows, _) = Files.Read(text, json);
        Assert.All(rows, r => Assert.Empty(r.Problems.Errors));
        Assert.Equal(["pipedrive:7", "pipedrive:8"], rows.Select(r => Files.Value(plan, r, "external_id")));
        Assert.Equal([new Money(12500, "USD"), new Money(900, "GBP")], rows.Select(r => Files.Value(plan, r, "amount")));
        Assert.Equal(["Engaging", "Won"], rows.Select(r => ((LinkText)Files.Value(plan, r, "stage")!).Text));
    }

    [Fact]
    public void Marks_and_columns_that_cannot_be_are_refused()
    {
        var profile = Files.Profile("Name,Amount,Cur\nA,1,EUR\n");
        string[] Codes(string amount) => [.. Files.Parse(profile, $$"""{ "type": "deal", "mapping": { "Name": "name", "Amount": {{amount}} } }""").Problems.Select(p => p.Code)];
        Assert.Equal(["import.unknown_column"], Codes("""{ "field": "amount", "currency": "Money" }"""));
        Assert.Equal(["import.no_currency"], Codes("""{ "field": "next_step", "currency": "Cur" }"""));
        Assert.Equal(["import.unknown_column"], Codes("""{ "field": "amount", "unless": { "column": "State", "values": {} } }"""));
        Assert.Equal(["import.bad_mark"], Codes($$"""{ "field": "next_step", "prefix": "{{new string('x', 41)}}" }"""));
        Assert.Empty(Codes("""{ "field": "amount", "currency": "Cur" }"""));
    }
}
