import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Check, Import } from "lucide-react";
import { type ReactNode, useRef, useState } from "react";
import type { ImportPreview, Schema, TypeSchema } from "../../api";
import { asProblem, may, typeNamed } from "../../api";
import { i18n } from "../../i18n";
import { useMe, useSchema } from "../../records";
import { cx, EmptyState, Field, PageHeader, Select } from "../../ui";
import { previewImport, runImport, uploadFile } from "./calls";
import { acceptSuggestions, CheckStep } from "./check-step";
import { ColumnsStep, rowsText } from "./columns-step";
import { FileStep, StepButtons } from "./file-step";
import { type ImportDraft, inOrder, planOf, problemsOf, startDraft, withoutChoices } from "./import-state";
import { PastImports } from "./past-imports";
import { Progress } from "./progress";
import { nextUpload, queueUploads, takeUpload, type Uploaded } from "./queue";
import { RecipeNote } from "./recipe-note";

type Step = "file" | "columns" | "check" | "run";

/** Brings a file along, step by step. With an id in the address it shows how that import goes. */
export function ImportWizardPage() {
  const { id } = useParams({ strict: false });
  const me = useMe();
  const schema = useSchema();
  if (!may(me, "import")) {
    return (
      <EmptyState title={i18n._({ id: "imports.forbidden", message: "You cannot import here" })}>
        {i18n._({
          id: "imports.forbidden.help",
          message: "Ask an administrator of this workspace to do it, or to allow you to.",
        })}
      </EmptyState>
    );
  }
  return (
    <>
      <PageHeader icon={<Import className="size-4" />} title={i18n._({ id: "imports.title", message: "Import" })} />
      {id === undefined ? (
        <Wizard schema={schema} mayAddFields={may(me, "manage_types")} />
      ) : (
        <Body step="run">
          <Progress key={id} id={id} />
        </Body>
      )}
    </>
  );
}

function Body({ step, children }: { step: Step; children: ReactNode }) {
  return (
    <div className="min-h-0 grow overflow-y-auto">
      <div className="mx-auto flex min-h-full w-full max-w-240 flex-col gap-5 px-4 pt-4">
        <Steps step={step} />
        {children}
      </div>
    </div>
  );
}

function Steps({ step }: { step: Step }) {
  const steps: readonly [Step, string][] = [
    ["file", i18n._({ id: "imports.step.file", message: "File" })],
    ["columns", i18n._({ id: "imports.step.columns", message: "Columns" })],
    ["check", i18n._({ id: "imports.step.check", message: "Check" })],
    ["run", i18n._({ id: "imports.step.run", message: "Import" })],
  ];
  const now = steps.findIndex(([one]) => one === step);
  return (
    <ol aria-label={i18n._({ id: "imports.steps", message: "Steps" })} className="flex items-center gap-4">
      {steps.map(([one, label], index) => (
        <li
          key={one}
          aria-current={index === now ? "step" : undefined}
          className={cx("flex items-center gap-1.5", index === now ? "font-medium" : "text-muted")}
        >
          <span
            aria-hidden="true"
            className={cx(
              "flex size-5 items-center justify-center rounded-full text-meta",
              index === now ? "bg-accent text-on-accent" : "bg-hover",
            )}
          >
            {index < now ? <Check className="size-3" /> : index + 1}
          </span>
          {label}
        </li>
      ))}
    </ol>
  );
}

interface Open extends Uploaded {
  draft: ImportDraft | null;
}

function opened(schema: Schema, given: Uploaded, mayAddFields: boolean): Open {
  const type = given.upload.type === null ? undefined : typeNamed(schema, given.upload.type);
  return { ...given, draft: type === undefined ? null : startDraft(schema, type, given.upload, mayAddFields) };
}

function Wizard({ schema, mayAddFields }: { schema: Schema; mayAddFields: boolean }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { type: wanted } = useSearch({ strict: false }) as { type?: string };
  const [open, setOpen] = useState<Open | null>(() => {
    const next = nextUpload();
    return next === undefined ? null : opened(schema, next, mayAddFields);
  });
  const [preview, setPreview] = useState<ImportPreview | null>(null);
  const [busy, setBusy] = useState(false);
  const [strict, setStrict] = useState(false);
  const [problem, setProblem] = useState<string>();
  const heading = useRef<HTMLHeadingElement>(null);

  /** Does something that takes a moment, and says what went wrong. */
  const work = async (task: () => Promise<void>) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await task();
      requestAnimationFrame(() => heading.current?.focus());
    } catch (error) {
      const refusal = asProblem(error);
      if (refusal === undefined) throw error;
      setProblem([refusal.message, ...refusal.errors.map((one) => one.message)].join(" "));
    } finally {
      setBusy(false);
    }
  };

  const take = (files: readonly File[]) =>
    work(async () => {
      const uploads: Uploaded[] = [];
      // One after the other: each is read while it arrives, and the server has others to serve.
      for (const file of files) {
        const upload = await uploadFile(file, files.length === 1 ? wanted : undefined);
        uploads.push(...[upload, ...upload.other_sheets].map((one) => ({ file, upload: one })));
      }
      const order = inOrder(
        schema,
        uploads.map(({ upload }) => upload),
      );
      queueUploads(order.flatMap((upload) => uploads.find((one) => one.upload === upload) ?? []));
      const first = nextUpload();
      setStrict(false);
      setPreview(null);
      setOpen(first === undefined ? null : opened(schema, first, mayAddFields));
    });

  /** The same file read as something else: other columns fit then. */
  const readAs = (name: string) =>
    work(async () => {
      if (open === null) return;
      const upload = await uploadFile(open.file, name, open.upload.sheet);
      takeUpload();
      const again: Uploaded = { file: open.file, upload: { ...upload, type: name } };
      const rest: Uploaded[] = [];
      for (let next = takeUpload(); next !== undefined; next = takeUpload()) rest.push(next);
      queueUploads([again, ...rest]);
      setOpen(opened(schema, again, mayAddFields));
    });

  const check = (current: Open, draft: ImportDraft, type: TypeSchema) =>
    work(async () => {
      let plan = draft;
      let answer = await previewImport(current.upload.id, planOf(type, plan));
      const closed = closedColumns(plan, answer);
      if (closed.size > 0) {
        plan = withoutChoices(plan, closed);
        answer = await previewImport(current.upload.id, planOf(type, plan));
      }
      setOpen({ ...current, draft: acceptSuggestions(plan, answer.unresolved) });
      setPreview(answer);
    });

  const run = (current: Open, draft: ImportDraft, type: TypeSchema) =>
    work(async () => {
      await runImport(current.upload.id, planOf(type, draft));
      takeUpload();
      void client.invalidateQueries({ queryKey: ["imports"] });
      await navigate({ to: "/import/$id", params: { id: current.upload.id } });
    });

  const drop = () => {
    takeUpload();
    const next = nextUpload();
    setPreview(null);
    setStrict(false);
    setProblem(undefined);
    setOpen(next === undefined ? null : opened(schema, next, mayAddFields));
  };

  if (open === null) {
    return (
      <Body step="file">
        <FileStep busy={busy} problem={problem} onFiles={(files) => void take(files)} />
        <PastImports />
      </Body>
    );
  }
  const { draft, upload } = open;
  const types = schema.types.filter((one) => one.can.create);
  const type = draft === null ? undefined : typeNamed(schema, draft.type);
  const title = (
    <div>
      <h2 ref={heading} tabIndex={-1} className="font-semibold text-title outline-none">
        {upload.name}
      </h2>
      <p className="text-muted">{rowsText(upload.rows)}</p>
      <RecipeNote upload={upload} type={type} />
    </div>
  );
  const failure = problem !== undefined && (
    <p role="alert" className="text-danger">
      {problem}
    </p>
  );
  if (draft === null || type === undefined) {
    return (
      <Body step="columns">
        {title}
        <Field label={i18n._({ id: "imports.what", message: "What are the rows of this file?" })} className="max-w-80">
          {(control) => (
            <Select
              id={control.id}
              value={null}
              placeholder={i18n._({ id: "imports.what.choose", message: "Choose" })}
              options={types.map((one) => ({ value: one.name, label: one.plural_label }))}
              onChange={(name) => void readAs(name)}
            />
          )}
        </Field>
        {failure}
        <StepButtons onBack={drop} onNext={() => undefined} next={continueLabel()} busy={busy} disabled />
      </Body>
    );
  }
  if (preview !== null) {
    return (
      <Body step="check">
        {title}
        <CheckStep
          schema={schema}
          type={type}
          draft={draft}
          preview={preview}
          onDraft={(next) => setOpen({ ...open, draft: next })}
        />
        {failure}
        <StepButtons
          onBack={() => setPreview(null)}
          onNext={() => void run(open, draft, type)}
          next={i18n._({
            id: "imports.run",
            message: "{count, plural, one {Import # row} other {Import # rows}}",
            values: { count: preview.rows },
          })}
          busy={busy}
          disabled={preview.problems.length > 0}
        />
      </Body>
    );
  }
  return (
    <Body step="columns">
      {title}
      <ColumnsStep
        schema={schema}
        type={type}
        types={types}
        draft={draft}
        mayAddFields={mayAddFields}
        strict={strict}
        onDraft={(next) => setOpen({ ...open, draft: next })}
        onType={(name) => void readAs(name)}
      />
      {failure}
      <StepButtons
        onBack={drop}
        onNext={() => {
          setStrict(true);
          if (problemsOf(type, draft).length === 0) void check(open, draft, type);
        }}
        next={continueLabel()}
        busy={busy}
      />
    </Body>
  );
}

/** Columns that were to add choices to a field whose choices are fixed. */
function closedColumns(draft: ImportDraft, { problems }: ImportPreview): Set<string> {
  const fields = new Set(problems.filter((one) => one.code === "import.closed_choices").map((one) => one.field));
  const names = draft.columns.map((plan) => plan.column.name);
  return new Set(names.filter((name) => [...fields].some((field) => field?.includes(name) === true)));
}

const continueLabel = () => i18n._({ id: "imports.continue", message: "Continue" });
