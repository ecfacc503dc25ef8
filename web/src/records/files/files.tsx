import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { type DragEvent, useEffect, useRef, useState } from "react";
import { asProblem, type RecordData, type TypeSchema } from "../../api";
import { formatNumber, i18n } from "../../i18n";
import { Button, cx, openLayer, Skeleton } from "../../ui";
import { type ListQuery, pageQuery } from "../data/list-query";
import { useWrites } from "../data/use-writes";
import { quote } from "../filters/expression";
import { FileRow } from "./file-row";
import { LookDialog } from "./look-dialog";
import { isPicture } from "./preview";
import { SendingRow } from "./sending-row";
import { useUploads } from "./uploads";

interface FilesProps {
  /** The type of files. */
  file: TypeSchema;
  type: TypeSchema;
  record: RecordData;
}

const carriesFiles = (event: DragEvent) => event.dataTransfer.types.includes("Files");

/** The files of a record; more are dropped onto it, pasted or chosen. */
export function Files({ file, type, record }: FilesProps) {
  const writes = useWrites(file);
  const list: ListQuery = {
    plural: file.plural,
    where: `about(regarding, ${quote(record.id)})`,
    sort: "-created_at",
  };
  const page = useQuery(pageQuery(list, 0));
  const { sending, add, retry, cancel } = useUploads(file, type, record);
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const adding = useRef(add);
  const mayAdd = file.can.create;
  useEffect(() => {
    adding.current = add;
  });
  useEffect(() => {
    if (!mayAdd) return;
    const paste = (event: ClipboardEvent) => {
      const pasted = event.clipboardData?.files ?? [];
      if (pasted.length === 0) return;
      event.preventDefault();
      adding.current(pasted);
    };
    document.addEventListener("paste", paste);
    return () => document.removeEventListener("paste", paste);
  }, [mayAdd]);
  const files = page.data?.data ?? [];
  const count = page.data?.count ?? files.length;
  return (
    <section
      aria-label={file.plural_label}
      className={cx("flex flex-col gap-2 rounded-card", over && "outline-2 outline-accent outline-dashed")}
      onDragOver={(event) => {
        if (!mayAdd || !carriesFiles(event)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={(event) => {
        setOver(false);
        if (!mayAdd || !carriesFiles(event)) return;
        event.preventDefault();
        add(event.dataTransfer.files);
      }}
    >
      {mayAdd && (
        <div className="flex flex-wrap items-center gap-2">
          <input
            ref={input}
            type="file"
            multiple
            className="sr-only"
            tabIndex={-1}
            aria-label={i18n._({ id: "files.choose", message: "Files to add" })}
            onChange={(event) => {
              add(event.target.files ?? []);
              event.target.value = "";
            }}
          />
          <Button icon={<Plus aria-hidden="true" className="size-4" />} onClick={() => input.current?.click()}>
            {i18n._({ id: "files.add", message: "Add files" })}
          </Button>
          <span className="text-muted text-small pointer-coarse:hidden">
            {i18n._({ id: "files.how", message: "or drop them here, or paste them" })}
          </span>
        </div>
      )}
      {page.data === undefined && page.error === null && <Skeleton className="h-24 w-full" />}
      {page.error !== null && (
        <p role="alert" className="text-danger">
          {asProblem(page.error)?.message}
        </p>
      )}
      {page.data !== undefined && files.length + sending.length === 0 && (
        <p className="py-6 text-center text-muted">{i18n._({ id: "files.none", message: "No files yet" })}</p>
      )}
      {files.length + sending.length > 0 && (
        <ul aria-label={file.plural_label}>
          {sending.map((one) => (
            <SendingRow key={one.key} one={one} onRetry={() => retry(one)} onCancel={() => cancel(one)} />
          ))}
          {files.map((one) => (
            <FileRow
              key={one.id}
              type={file}
              file={one}
              writes={writes}
              onLook={() =>
                openLayer((close) => (
                  <LookDialog type={file} files={files.filter(isPicture)} first={one.id} onClose={close} />
                ))
              }
            />
          ))}
        </ul>
      )}
      {count > files.length && (
        <p className="text-muted text-small">
          {i18n._({
            id: "files.newest",
            message: "The newest {shown} of {total}",
            values: { shown: formatNumber(files.length), total: formatNumber(count) },
          })}
        </p>
      )}
    </section>
  );
}
