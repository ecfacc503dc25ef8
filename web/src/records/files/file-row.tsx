import { Download, MoreHorizontal, Pencil, Trash2 } from "lucide-react";
import { apiUrl, type RecordData, type TypeSchema } from "../../api";
import { i18n } from "../../i18n";
import { IconButton, Menu, openLayer } from "../../ui";
import type { Writes } from "../data/use-writes";
import { personName } from "../fields/person-name";
import { asLink, asText, titleOf } from "../fields/values";
import { When } from "../timeline/change-view";
import { withheld } from "./preview";
import { RenameDialog } from "./rename-dialog";
import { formatSize } from "./size";
import { Thumbnail } from "./thumbnail";

interface FileRowProps {
  type: TypeSchema;
  file: RecordData;
  writes: Writes;
  onLook: () => void;
}

/** A file that is there, to be fetched, renamed or removed. */
export function FileRow({ type, file, writes, onLook }: FileRowProps) {
  const name = titleOf(type, file);
  const size = file.size;
  const scan = asText(file.scan_state);
  const by = asLink(file.created_by)?.title ?? "";
  const content =
    typeof size === "number" && !withheld.has(scan) ? apiUrl(`${type.plural}/${file.id}/content`) : undefined;
  const rename = {
    label: i18n._({ id: "files.rename", message: "Rename" }),
    icon: <Pencil aria-hidden="true" className="size-4" />,
    run: () =>
      openLayer((close) => (
        <RenameDialog
          name={name}
          onName={(next) => void writes.save(file.id, { [type.title]: next })}
          onClose={close}
        />
      )),
  };
  const remove = {
    label: i18n._({ id: "files.delete", message: "Delete" }),
    icon: <Trash2 aria-hidden="true" className="size-4" />,
    danger: true,
    run: () => void writes.remove({ ids: [file.id] }),
  };
  const items = [...(type.can.update ? [rename] : []), ...(type.can.delete ? [remove] : [])];
  return (
    <li data-id={file.id} className="flex min-h-row items-center gap-2 border-line border-b py-1">
      <Thumbnail type={type} file={file} onLook={onLook} />
      <div className="min-w-0 grow">
        <FileName name={name} content={content} address={asText(file.address)} />
        <div className="flex flex-wrap items-center gap-x-2 text-muted text-small">
          {typeof size === "number" && <span className="tabular-nums">{formatSize(size)}</span>}
          <span>{personName(by)}</span>
          <When at={asText(file.created_at)} />
        </div>
        <ScanState state={scan} finding={asText(file.scan_finding)} />
      </div>
      {content !== undefined && (
        <a
          href={content}
          download
          aria-label={i18n._({ id: "files.download", message: "Download {name}", values: { name } })}
          className="flex size-(--control) shrink-0 items-center justify-center rounded-control text-muted hover:bg-hover hover:text-fg"
        >
          <Download aria-hidden="true" className="size-4" />
        </a>
      )}
      {items.length > 0 && (
        <Menu
          align="end"
          trigger={
            <IconButton
              variant="quiet"
              label={i18n._({ id: "files.more", message: "More about {name}", values: { name } })}
            >
              <MoreHorizontal aria-hidden="true" className="size-4" />
            </IconButton>
          }
          groups={[{ items }]}
        />
      )}
    </li>
  );
}

/** Why a file cannot be fetched, where it was looked through or waits for it. */
function ScanState({ state, finding }: { state: string; finding: string }) {
  if (state === "pending")
    return (
      <p className="text-muted text-small">
        {i18n._({ id: "files.pending", message: "Being checked; it can be fetched once it is found clean" })}
      </p>
    );
  if (state !== "infected") return null;
  return (
    <p className="text-danger text-small">
      {i18n._({ id: "files.infected", message: "Taken away: {finding} was found in it", values: { finding } })}
    </p>
  );
}

function FileName({ name, content, address }: { name: string; content: string | undefined; address: string }) {
  if (content !== undefined)
    return (
      <a href={content} download className="wrap-anywhere font-medium hover:underline">
        <bdi>{name}</bdi>
      </a>
    );
  if (address === "")
    return (
      <span className="wrap-anywhere font-medium">
        <bdi>{name}</bdi>
      </span>
    );
  return (
    <a href={address} target="_blank" rel="noopener noreferrer" className="wrap-anywhere font-medium hover:underline">
      <bdi>{name}</bdi>
    </a>
  );
}
