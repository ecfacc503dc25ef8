// The shapes of docs/api.md that the client relies on. `src/api/schema.d.ts`, generated from the published
// description, is checked against these once the server publishes it.

export type Kind =
  | "text"
  | "markdown"
  | "integer"
  | "decimal"
  | "money"
  | "percent"
  | "date"
  | "datetime"
  | "boolean"
  | "choice"
  | "choices"
  | "tags"
  | "email"
  | "phone"
  | "url"
  | "address"
  | "link"
  | "links"
  | "person";

export interface Choice {
  value: string;
  label: string;
  /** A hue from 0 to 360; absent or null means grey. */
  color?: number | null;
}

export interface FieldSchema {
  name: string;
  label: string;
  kind: Kind;
  /** The type a link points at; null means any type. */
  to?: string | null;
  required: boolean;
  read_only: boolean;
  unique: boolean;
  /** True for a field the workspace added itself. */
  own: boolean;
  /** True for the fields every type has: id, created_at, created_by, updated_at, updated_by, version. */
  system: boolean;
  sortable: boolean;
  max_length?: number | null;
  default_currency?: string | null;
  choices?: Choice[] | null;
  /** Whether an import may add to the choices; left out where the server does not say. */
  open_choices?: boolean | null;
  help?: string | null;
  formula?: string | null;
}

export interface ActionSchema {
  name: string;
  label: string;
  on: "one" | "many";
  input: FieldSchema[];
}

export interface BoardSchema {
  /** The field whose values are the columns. */
  by: string;
  /** The field that chooses which columns belong together, as a pipeline does for stages. */
  scope?: string | null;
  /** The money or number field added up per column. */
  sum?: string | null;
  /** A percentage to weigh the sum with; may go through a link. */
  weight?: string | null;
}

export interface TypeSchema {
  name: string;
  plural: string;
  label: string;
  plural_label: string;
  icon?: string | null;
  /** The field that names a record. */
  title: string;
  own: boolean;
  /** Reached from settings, not from the main navigation. */
  setup: boolean;
  can: { create: boolean; update: boolean; delete: boolean };
  fields: FieldSchema[];
  /** The columns of a new list. */
  list: string[];
  board?: BoardSchema | null;
  actions: ActionSchema[];
}

export interface Schema {
  version: number;
  types: TypeSchema[];
}

/** A link's value. `type` is present where the field may point at any type. */
export interface Link {
  id: string;
  title: string;
  type?: string;
}

/** Amounts stay text: a float would lose cents. */
export interface Money {
  amount: string;
  currency: string;
}

export interface Phone {
  number: string | null;
  text: string;
}

export interface Address {
  street?: string | null;
  city?: string | null;
  region?: string | null;
  postal_code?: string | null;
  /** ISO 3166-1 alpha-2. */
  country?: string | null;
}

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

export type Role = "owner" | "administrator" | "member";
export type WorkspaceFunction = "manage_people" | "manage_types" | "import" | "export";

export interface Me {
  person: Link;
  email: string;
  role: Role;
  workspace: { id: string; name: string; currency: string; time_zone: string; sample_data: boolean };
  workspaces: { id: string; name: string }[];
  functions: WorkspaceFunction[];
}

export interface Invitation {
  id: string;
  email: string;
  name?: string | null;
  role: Role;
  created_at?: string;
  expires_at?: string | null;
}

export interface Change {
  position: number;
  at: string;
  by: Link | null;
  via: "screen" | "api" | "import" | "system";
  kind: "created" | "updated" | "deleted" | "restored";
  type: string;
  record: Link;
  diff: { field: string; label: string; from: Value; to: Value }[];
}

export type TimelineEntry =
  | { at: string; kind: "change"; change: Change }
  | { at: string; kind: "activity"; activity: RecordData };

export interface SearchHit {
  type: string;
  id: string;
  title: string;
  subtitle: string | null;
}

export interface ProblemError {
  field: string | null;
  code: string;
  message: string;
  /** Expression errors say where: a character offset, how many characters, and what may have been meant. */
  position?: number;
  length?: number;
  suggestion?: string | null;
}

export interface Problem {
  type?: string;
  title: string;
  status: number;
  code: string;
  detail?: string | null;
  trace_id?: string | null;
  errors?: ProblemError[];
  /** The present record, in answer to a stale write. */
  current?: RecordData;
}

export interface BulkOutcome {
  done: number;
  failed: number;
  /** Only the rows that failed. */
  outcomes: { id: string; ok: boolean; errors: ProblemError[] }[];
}

export interface ImportColumn {
  name: string;
  samples: string[];
  suggested: string | null;
  kind: Kind;
  filled: number;
  distinct: number;
  /** Dates only: the formats that read every value. More than one means that a person must choose. */
  formats: string[] | null;
}

export interface ImportUpload {
  id: string;
  name: string;
  rows: number;
  encoding: string;
  delimiter: string;
  type: string | null;
  columns: ImportColumn[];
}

export type ColumnMapping =
  | string
  | null
  | {
      field: string;
      match?: string;
      format?: string;
      create_choices?: boolean;
      values?: { [from: string]: string };
      unresolved?: "fail" | "empty" | "create";
      empty?: "keep" | "clear";
    }
  | { new_field: { label: string; kind: Kind } };

export interface ImportPlan {
  type: string;
  mapping: { [column: string]: ColumnMapping };
  defaults?: { [field: string]: string };
  match_on?: string[];
  on_match?: "update" | "skip" | "create";
}

export interface ImportPreview {
  rows: number;
  sample: { row: number; record: { [field: string]: Value }; errors: ProblemError[] }[];
  unresolved: {
    column: string;
    value: string;
    rows: number;
    kind: "link" | "choice";
    suggestion: { id: string; title: string } | { value: string; label: string } | null;
  }[];
  problems: ProblemError[];
}

export interface ImportStatus {
  id: string;
  name: string;
  type: string;
  state: "waiting" | "running" | "done" | "failed" | "paused";
  rows: number;
  processed: number;
  created: number;
  updated: number;
  unchanged: number;
  failed: number;
  problem: string | null;
  started_at: string | null;
  finished_at: string | null;
}
