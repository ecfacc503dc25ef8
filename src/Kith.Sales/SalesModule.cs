using Kith.Core.Modules;
using Kith.Sales.Assignment;
using Kith.Sales.Deals;
using Kith.Sales.Forecasts;
using Kith.Sales.Forms;
using Kith.Sales.Leads;
using Kith.Sales.Territories;

namespace Kith.Sales;

/// <summary>Leads, companies, the people in them, and the deals made with them.</summary>
public sealed class SalesModule : Module
{
    protected override void Declare(ModuleBuilder builder) => builder
        .Type<Company>(t => t
            .Rule(CompanyRules.DomainFromAddresses)
            .Prepare(TerritoryAssignment.OfCompanies)
            .CompositeAction("transfer", TerritoryActions.Transfer, TerritoryActions.Transferred)
            .Action("place", TerritoryActions.PlaceCompanies))
        .Type<Contact>(t => t.Prepare(ContactRules.NameFromParts))
        .Type<ContactPoint>()
        .Type<Affiliation>(t => t
            .Rule(AffiliationRules.EndsAfterItBegins)
            .CompositeAction("make_primary", AffiliationRules.MakePrimary))
        .Type<Pipeline>(t => t
            .Prepare(PipelineRules.FirstIsDefault)
            .Kept(PipelineRules.DefaultStays)
            .CompositeAction("make_default", PipelineRules.MakeDefault))
        .Type<Stage>(t => t.Prepare(PipelineRules.StageHasPlace))
        .Type<CloseReason>()
        .Type<Deal>(t => t
            .Prepare(DealRules.StandsInPipeline)
            .Prepare(DealRules.ClosesOnItsDay)
            .Prepare(DealStages.KnowsSinceWhen)
            .Prepare(DealClosing.SaysWhy)
            .Prepare(DealLines.AmountFollows)
            .Prepare(DealRules.WonHasAmount)
            .Prepare(TerritoryAssignment.OfDeals)
            .Prepare(DealRates.FreezeAtTheEnd)
            .Prepare(DealStages.HasWhatIsAsked)
            .HandedOver("not (stage.won or stage.lost)")
            .Action("win", DealActions.Win, DealActions.Won)
            .Action("lose", DealActions.Lose, DealActions.Lost)
            .Action("move", DealActions.Move, DealActions.To)
            .Action("reopen", DealActions.Reopen)
            .Action("place", TerritoryActions.PlaceDeals))
        .Type<DealLine>(t => t.Prepare(DealLines.AddUp).Keeps<Deal>("deal", DealLines.Sum))
        .Type<DealMember>(t => t.Prepare(DealTeam.Fits).Keeps<Deal>("deal", DealTeam.Shared))
        .Type<Quota>(t => t.Prepare(QuotaRules.Named))
        .Type<ForecastSubmission>(t => t.Rights(SubmittedForecasts.Of).Prepare(SubmittedForecasts.Named))
        .Type<DealContact>(t => t.Prepare(DealContactRules.NamedAfterContact))
        .Type<Lead>(t => t
            .Rule(LeadRules.NameFromParts)
            .Rule(LeadRules.StatusFits)
            .Prepare(TerritoryAssignment.OfLeads)
            .Prepare(LeadAssignment.WhenMade)
            .Prepare(FormLeads.ElseToOwner)
            .TakesTurns()
            .Score("score", LeadScore.Rules)
            .HandedOver("status not in (\"unqualified\", \"converted\")")
            .CompositeAction("convert", Conversion.Convert, Conversion.Input)
            .Answers("convert", ("company", "converted_company"), ("contact", "converted_contact"), ("deal", "converted_deal"))
            .Action("unqualify", LeadActions.Unqualify, LeadActions.Reason)
            .Action("assign", LeadAssignment.Assign)
            .Action("place", TerritoryActions.PlaceLeads))
        .Type<AssignmentRule>(t => t.Prepare(AssignmentSetup.RuleFits))
        // A successor takes as much as they took before.
        .Type<Assignee>(t => t.Prepare(AssignmentSetup.AssigneeIsNamed).HandedOver("id is empty"))
        .Type<LeadMapping>(t => t.Prepare(LeadMappingRules.FieldsFit))
        .Type<WebForm>(t => t
            .Rule(FormRules.StaysOnOwnSites)
            .Prepare(FormRules.HasKey)
            .Action("renew", FormRules.Renew))
        .Type<FormQuestion>(t => t.Prepare(FormRules.QuestionFits))
        .Type<Submission>(t => t
            .Rights(SubmissionRights.Of)
            .CompositeAction("let_in", SubmissionActions.LetIn)
            .Action("drop", SubmissionActions.Drop));
}
