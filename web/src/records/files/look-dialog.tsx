import { ChevronLeft, ChevronRight, Download } from "lucide-react";
import { useEffect, useState } from "react";
import { apiUrl, type RecordData, type TypeSchema } from "../../api";
import { formatNumber, i18n } from "../../i18n";
import { buttonClass, Dialog, IconButton, Skeleton } from "../../ui";
import { titleOf } from "../fields/values";
import { Preview } from "./preview";

interface LookDialogProps {
  type: TypeSchema;
  files: readonly RecordData[];
  /** The one that is looked at first. */
  first: string;
  onClose: () => void;
}

/** Pictures, one after the other, as large as the screen has room for. */
export function LookDialog({ type, files, first, onClose }: LookDialogProps) {
  const [id, setId] = useState(first);
  const at = Math.max(
    0,
    files.findIndex((file) => file.id === id),
  );
  const before = files[at - 1]?.id;
  const after = files[at + 1]?.id;
  useEffect(() => {
    const keys = (event: KeyboardEvent) => {
      if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
      const forward = (event.key === "ArrowRight") !== (document.documentElement.dir === "rtl");
      const next = forward ? after : before;
      if (next !== undefined) setId(next);
    };
    // On its way down: a dialog lets no arrow out of it.
    document.addEventListener("keydown", keys, true);
    return () => document.removeEventListener("keydown", keys, true);
  }, [before, after]);
  const file = files[at];
  if (file === undefined) return null;
  const name = titleOf(type, file);
  return (
    <Dialog
      open
      width="large"
      onClose={onClose}
      title={<bdi className="wrap-anywhere">{name}</bdi>}
      footer={
        <>
          {files.length > 1 && (
            <div className="me-auto flex items-center gap-1">
              <IconButton
                label={i18n._({ id: "files.before", message: "The picture before" })}
                disabled={before === undefined}
                onClick={() => before !== undefined && setId(before)}
              >
                <ChevronLeft aria-hidden="true" className="size-4 rtl:rotate-180" />
              </IconButton>
              <IconButton
                label={i18n._({ id: "files.after", message: "The next picture" })}
                disabled={after === undefined}
                onClick={() => after !== undefined && setId(after)}
              >
                <ChevronRight aria-hidden="true" className="size-4 rtl:rotate-180" />
              </IconButton>
              <span aria-live="polite" className="text-muted text-small tabular-nums">
                {i18n._({
                  id: "files.place",
                  message: "{at} of {total}",
                  values: { at: formatNumber(at + 1), total: formatNumber(files.length) },
                })}
              </span>
            </div>
          )}
          <a href={apiUrl(`${type.plural}/${file.id}/content`)} download className={buttonClass()}>
            <Download aria-hidden="true" className="size-4" />
            {i18n._({ id: "files.fetch", message: "Download" })}
          </a>
        </>
      }
    >
      <div className="flex h-[55dvh] items-center justify-center">
        <Preview
          key={file.id}
          type={type}
          file={file}
          size="large"
          alt={name}
          className="max-h-full max-w-full rounded-control object-contain"
          waiting={<Skeleton className="h-full w-full" />}
          none={
            <p className="text-muted">
              {i18n._({ id: "files.no_preview", message: "There is no preview of this file." })}
            </p>
          }
        />
      </div>
    </Dialog>
  );
}
