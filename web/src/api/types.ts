// What the client calls the shapes of the API. They come from the published description (`schema.d.ts`); where it leaves
// open what only a record's type can say, the value is given here.
import type { components } from "./schema";

type Shapes = components["schemas"];

export type FieldSchema = Shapes["FieldSchema"];
export type Kind = FieldSchema["kind"];
export type Choice = Shapes["ChoiceSchema"];
export type ActionSchema = Shapes["ActionSchema"];
export type BoardSchema = Shapes["BoardSchema"];
/** With the fields that were put away, which stand nowhere but in the settings. */
export type TypeSchema = Shapes["TypeSchema"] & { inactive?: FieldSchema[] };
export type Schema = Omit<Shapes["SchemaResponse"], "types"> & { types: TypeSchema[] };
export type FieldConversion = Shapes["ConversionAnswer"];
export type RemovedField = Shapes["RemovedFieldItem"];
export type RemovedFieldList = Shapes["RemovedFieldList"];
export type LanguageFunction = Shapes["FunctionSchema"];

/** A link's value. `type` is present where the field may point at any type. */
export type Link = Shapes["Link"] & Partial<Pick<Shapes["TypedLink"], "type">>;
/** Amounts stay text: a float would lose cents. */
export type Money = Shapes["Money"];
/** The number is null until the server has read what was typed. */
export type Phone = Omit<Shapes["Phone"], "number"> & { number: string | null };
export type Address = Shapes["Address"];

/** Any field's value in its JSON form. */
export type Value = string | number | boolean | null | string[] | Link | Link[] | Money | Phone | Address;

export interface RecordData {
  id: string;
  version: number;
  [field: string]: Value;
}

export interface Page<T = RecordData> {
  data: T[];
  next: string | null;
  count?: number;
  count_exact?: boolean;
}

export type Me = Shapes["MeResponse"];
export type Role = Me["role"];
export type WorkspaceFunction = Me["functions"][number];
/** Another address that an account waits for. */
export type EmailChange = Shapes["PendingEmailChange"];
/** How an account wants Kith to look and speak. */
export type Preferences = Shapes["PreferencesResponse"];
/** Somebody who asked to see Kith as somebody else, or may. */
export type Viewing = Shapes["ViewingResponse"];
export type Invitation = Shapes["InvitationResponse"];
/** What the deletion of one's account means to a workspace. */
export type AccountDeletionStake = Shapes["DeletionStake"];
/** What somebody holds, of one kind. */
export type Held = Shapes["HoldingEntry"];

export type Change = Omit<Shapes["ChangeEntry"], "diff"> & {
  diff: (Omit<Shapes["FieldChange"], "from" | "to"> & { from: Value; to: Value })[];
};

/** What differs of a record between two moments. */
export type Comparison = Pick<Change, "diff">;

export type TimelineEntry =
  | { at: string; kind: "change"; change: Change }
  | { at: string; kind: "activity"; activity: RecordData }
  | { at: string; kind: "file"; file: RecordData };

/** What converting a lead would meet. */
export type Conversion = Shapes["ConversionResponse"];
/** Somebody, or a firm, that is there already. */
export type LeadMatch = Shapes["LeadMatchResponse"];
export type ConversionCandidate = Shapes["CandidateResponse"];

/** Which rules work that give leads to people, and what they would do. */
export type AssignmentStanding = Shapes["AssignmentStanding"];
export type AssignmentRuleStanding = Shapes["AssignmentRuleStanding"];
export type TerritoryStandings = Shapes["TerritoryStandings"];
export type TerritoryTrial = Shapes["TerritoryTrialResponse"];
export type CalendarFeedState = Shapes["CalendarFeedState"];
export type NewCalendarFeed = Shapes["NewCalendarFeed"];
export type PipelineVelocity = Shapes["PipelineVelocity"];
export type StageVelocity = Shapes["StageVelocity"];
export type TerritoryWorkload = Shapes["TerritoryWorkload"];
export type PersonWorkload = Shapes["PersonWorkload"];
export type WorkloadFigures = Shapes["WorkloadResponse"];
export type ProposedHandover = Shapes["ProposedHandover"];
export type HandoverOutcome = Shapes["HandoverResponse"];
export type TerritorySimulation = Shapes["TerritorySimulationResponse"];
export type SimulatedTerritory = Shapes["SimulatedTerritory"];
export type TriedRecord = Shapes["TriedRecord"];
export type AssignmentTrial = Shapes["AssignmentTrialResponse"];
export type TriedLead = Shapes["TriedLead"];

/** What deals bring in a period. */
export type Forecast = Shapes["ForecastResponse"];
export type ForecastRow = Shapes["ForecastRowResponse"];
export type ForecastFigures = Shapes["ForecastFigures"];
export type ForecastRowWords = Shapes["ForecastRowWords"];
export type ForecastHistory = Shapes["ForecastHistory"];
export type ForecastAccuracyList = Shapes["ForecastAccuracyList"];
export type ForecastAccuracy = Shapes["ForecastAccuracy"];
export type SalesResults = Shapes["ResultsResponse"];
export type ResultRow = Shapes["ResultRow"];
export type ResultFigures = Shapes["ResultFigures"];
export type ForecastMoves = Shapes["ForecastMoveList"];
export type ForecastMove = Shapes["ForecastMoveResponse"];
export type WebFormAddress = Shapes["FormAddressResponse"];

/** The configuration as data. */
export type AppliedConfiguration = Shapes["AppliedConfiguration"];
export type ConfigurationDifference = Shapes["ConfigurationDifference"];
export type KeptConfiguration = Shapes["KeptConfigurationItem"];
export type KeptConfigurations = Shapes["KeptConfigurations"];
export type ComparedConfigurations = Shapes["ComparedConfigurations"];

/** What other currencies are worth. */
export type RatedCurrencies = Shapes["RatedCurrencyList"];
export type RateList = Shapes["RateList"];
export type ExchangeRate = Shapes["RateResponse"];
export type RatesImported = Shapes["RatesImportedResponse"];

/** What somebody is told of. */
export type Notification = Shapes["NotificationResponse"];
export type NotedRecord = Shapes["NotedRecordResponse"];
export type NotificationPreferences = Shapes["NotificationPreferencesResponse"];
export type Watchers = Shapes["WatcherList"];

export type SearchHit = Shapes["SearchHit"];

/** What every record of a type must satisfy to be saved. */
export type Rule = Shapes["RuleResponse"];
export type RuleRequest = Shapes["RuleRequest"];
export type KeptRule = Shapes["KeptRule"];
export type BreakingRecords = Shapes["BreakingRecords"];

export type ProblemError = Shapes["FieldProblem"];
type ProblemDocument = Shapes["ProblemDocument"];
/** A problem document, or as much of one as can be said when there was no such answer. */
export type Problem = Pick<ProblemDocument, "title" | "status" | "code"> &
  Partial<Omit<ProblemDocument, "current">> & {
    /** The present record, in answer to a stale write. */
    current?: RecordData;
  };

export type BulkOutcome = Shapes["ManyResponse"];
/** Changes that were made together. */
export type Changeset = Shapes["ChangesetEntry"];
export type ChangesetPage = Shapes["ChangesetPage"];
/** What became of one record of them. */
export type Outcome = Shapes["OutcomeEntry"];
export type OutcomePage = Shapes["OutcomePage"];

export type ImportColumn = Shapes["ColumnAnswer"];
export type PictureList = Shapes["PictureList"];
export type ImportUpload = Shapes["UploadAnswer"];
export type ImportPlan = Shapes["MappingRequest"];
export type ColumnMapping = ImportPlan["mapping"][string];
export type ImportPreview = Omit<Shapes["PreviewAnswer"], "sample"> & {
  sample: (Omit<Shapes["PreviewRow"], "record"> & { record: { [field: string]: Value } })[];
};
export type ImportStatus = Shapes["ImportAnswer"];

export type Job = Shapes["JobResponse"];
export type JobPage = Shapes["JobList"];
export type RecurringJob = Shapes["RecurringJobResponse"];
export type Mail = Shapes["MailResponse"];

export type SecurityEvent = Shapes["SecurityEntry"];
export type SecurityEventPage = Shapes["SecurityEventPage"];
export type SecurityKind = Shapes["SecurityKind"];

export type RetentionRule = Shapes["RetentionRuleResponse"];
export type RetentionTrial = Shapes["RetentionTrialResponse"];
export type Purpose = Shapes["PurposeResponse"];
export type PurposeList = Shapes["PurposeList"];
export type BasisLabel = Shapes["BasisLabel"];
export type LegalBasis = Purpose["basis"];
export type Consent = Shapes["ConsentResponse"];
export type ConsentEntry = Shapes["ConsentEntry"];
export type ConsentList = Shapes["ConsentList"];
export type PrivacyRequest = Shapes["PrivacyRequestResponse"];
export type LegalHold = Shapes["LegalHoldResponse"];
export type PersonalRecord = Shapes["PersonalRecord"];
export type Remain = Shapes["RemainEntry"];
export type RemainList = Shapes["RemainList"];

export type Webhook = Shapes["WebhookResponse"];
/** One with its secret, which is told once. */
export type NewWebhook = Shapes["NewWebhookResponse"];
export type Delivery = Shapes["DeliveryResponse"];
export type DeliveryPage = Shapes["DeliveryPage"];

export type Provider = Shapes["ProviderResponse"];
export type ProviderTest = Shapes["ProviderTestResponse"];
export type OfferedProvider = Shapes["OfferedProviderResponse"];
export type Domain = Shapes["DomainResponse"];
export type Directory = Shapes["DirectoryResponse"];
export type Networks = Shapes["NetworksResponse"];
export type NetworkTest = Shapes["NetworkTestResponse"];
export type Factors = Shapes["FactorsResponse"];
export type NewTotp = Shapes["NewTotpResponse"];
export type Device = Shapes["DeviceResponse"];
export type TrustedDevice = Shapes["TrustedResponse"];
export type ApiKey = Shapes["KeyResponse"];
/** One with its secret, which is told once. */
export type NewApiKey = Shapes["NewKeyResponse"];
export type Passkey = Shapes["PasskeyResponse"];

/** Who may do what. */
export type RoleDefinition = Shapes["RoleResponse"];
/** A role that somebody has beside their own. */
export type RoleGrant = Shapes["GrantResponse"];
export type TypeGrant = Shapes["TypeGrantJson"];
export type SharingRule = Shapes["SharingRuleResponse"];
export type Principal = Shapes["PrincipalRequest"];
export type RecordSharing = Shapes["SharingResponse"];
export type ExplainedAccess = Shapes["ExplainedAccess"];
export type AccessReason = Shapes["AccessReason"];
