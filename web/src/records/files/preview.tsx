import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { apiUrl, type RecordData, type TypeSchema } from "../../api";
import { type PictureState, pictureState } from "../../api/preview";
import { asText } from "../fields/values";

const pictures = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);
const longest = 8_000;

/** Whether a file may have a preview: only pictures that nothing speaks against do. */
export function isPicture(file: RecordData): boolean {
  return pictures.has(asText(file.content_type)) && !withheld.has(asText(file.scan_state));
}

/** States in which nobody is given the file. */
export const withheld = new Set(["pending", "infected"]);

interface PreviewProps {
  type: TypeSchema;
  file: RecordData;
  size: "small" | "large";
  /** What it shows; empty where what stands around it says so. */
  alt: string;
  className: string;
  /** While it is being made. */
  waiting: ReactNode;
  /** Where there is none. */
  none: ReactNode;
  /** What the picture stands in. */
  around?: (picture: ReactNode) => ReactNode;
}

/** What a picture looks like, as soon as it was drawn; the server is asked why only where the picture does not come. */
export function Preview({ type, file, size, alt, className, waiting, none, around }: PreviewProps) {
  const path = `${type.plural}/${file.id}/preview`;
  const [missing, setMissing] = useState(false);
  const [gone, setGone] = useState(false);
  const asked = useQuery<PictureState>({
    queryKey: ["preview", file.id, size],
    queryFn: ({ signal }) => pictureState(path, { size }, signal),
    enabled: missing && !gone,
    gcTime: 0,
    retry: false,
    refetchInterval: ({ state }) =>
      state.data === "later" ? Math.min(longest, 250 * 2 ** Math.min(state.dataUpdateCount, 5)) : false,
  });
  if (!isPicture(file) || gone || asked.data === "none" || asked.error !== null) return none;
  if (missing && asked.data !== "ready") return waiting;
  const picture = (
    <img
      key={missing ? "again" : "first"}
      src={apiUrl(path, { size })}
      alt={alt}
      decoding="async"
      draggable={false}
      className={className}
      onError={() => (missing ? setGone(true) : setMissing(true))}
    />
  );
  return around === undefined ? picture : around(picture);
}
