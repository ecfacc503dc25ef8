import { FileSpreadsheet, Upload } from "lucide-react";
import { type DragEvent, useId, useState } from "react";
import { i18n } from "../../i18n";
import { Button, cx, Spinner, useCommands } from "../../ui";

interface FileStepProps {
  busy: boolean;
  problem: string | undefined;
  onFiles: (files: File[]) => void;
}

/** Where files come in: dropped, or picked. */
export function FileStep({ busy, problem, onFiles }: FileStepProps) {
  const id = useId();
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const files = [...event.dataTransfer.files];
    if (files.length > 0 && !busy) onFiles(files);
  };
  return (
    <section aria-label={i18n._({ id: "imports.file", message: "Choose a file" })} className="flex flex-col gap-3">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is for mice; the button inside does the same */}
      <div
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
        className={cx(
          "flex min-h-56 flex-col items-center justify-center gap-3 rounded-panel border border-dashed p-6 text-center",
          over ? "border-accent bg-accent-bg" : "border-control",
        )}
      >
        <FileSpreadsheet aria-hidden="true" className="size-7 stroke-[1.5] text-muted" />
        <p className="font-medium text-title">
          {i18n._({ id: "imports.drop", message: "Drop your CSV, Excel or vCard files here" })}
        </p>
        <p className="max-w-90 text-pretty text-muted">
          {i18n._({
            id: "imports.drop.help",
            message:
              "One file or sheet per kind of record, with the names of the columns in the first row. Several at once are put in the right order.",
          })}
        </p>
        <input
          id={id}
          type="file"
          multiple
          accept=".csv,.tsv,.txt,.vcf,.xlsx,.xlsm,.jsonl,text/csv,text/vcard"
          disabled={busy}
          className="peer sr-only"
          onChange={(event) => {
            const files = [...(event.target.files ?? [])];
            event.target.value = "";
            if (files.length > 0) onFiles(files);
          }}
        />
        <label
          htmlFor={id}
          className="inline-flex h-control cursor-pointer items-center gap-2 rounded-control bg-accent px-3 font-medium text-on-accent hover:bg-accent-hover peer-focus-visible:outline-2 peer-focus-visible:outline-accent peer-focus-visible:outline-offset-2"
        >
          {busy ? <Spinner /> : <Upload aria-hidden="true" className="size-4" />}
          {busy
            ? i18n._({ id: "imports.reading", message: "Reading…" })
            : i18n._({ id: "imports.pick", message: "Choose files" })}
        </label>
      </div>
      {problem !== undefined && (
        <p role="alert" className="text-danger">
          {problem}
        </p>
      )}
    </section>
  );
}

export function StepButtons({
  onBack,
  onNext,
  next,
  busy,
  disabled = false,
}: {
  onBack: () => void;
  onNext: () => void;
  next: string;
  busy: boolean;
  disabled?: boolean;
}) {
  useCommands([
    {
      id: "imports.next",
      group: i18n._({ id: "imports.title", message: "Import" }),
      label: next,
      keys: "mod+enter",
      always: true,
      run: () => {
        if (!busy && !disabled) onNext();
      },
    },
  ]);
  return (
    <div className="sticky bottom-0 -mx-4 mt-auto flex items-center justify-between gap-2 border-line border-t bg-surface px-4 py-3">
      <Button variant="quiet" onClick={onBack}>
        {i18n._({ id: "imports.back", message: "Back" })}
      </Button>
      <Button variant="primary" busy={busy} disabled={disabled} onClick={onNext}>
        {next}
      </Button>
    </div>
  );
}
