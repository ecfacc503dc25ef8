import { File, FileX } from "lucide-react";
import type { RecordData, TypeSchema } from "../../api";
import { i18n } from "../../i18n";
import { Skeleton } from "../../ui";
import { asText, titleOf } from "../fields/values";
import { isPicture, Preview } from "./preview";

interface ThumbnailProps {
  type: TypeSchema;
  file: RecordData;
  onLook: () => void;
}

const box = "flex size-10 shrink-0 items-center justify-center overflow-hidden rounded-control";

/** A picture small enough for a list, which opens it larger; a sign for what has none. */
export function Thumbnail({ type, file, onLook }: ThumbnailProps) {
  const infected = asText(file.scan_state) === "infected";
  const sign = (
    <span className={`${box} bg-hover text-muted`}>
      {infected ? <FileX aria-hidden="true" className="size-5" /> : <File aria-hidden="true" className="size-5" />}
    </span>
  );
  if (!isPicture(file)) return sign;
  return (
    <Preview
      type={type}
      file={file}
      size="small"
      alt=""
      className="size-full object-cover"
      waiting={<Skeleton className={box} />}
      none={sign}
      around={(picture) => (
        <button
          type="button"
          onClick={onLook}
          aria-label={i18n._({ id: "files.look", message: "Look at {name}", values: { name: titleOf(type, file) } })}
          className={`${box} cursor-pointer bg-hover`}
        >
          {picture}
        </button>
      )}
    />
  );
}
