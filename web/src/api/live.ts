import { api, apiUrl } from "./client";
import type { Change } from "./types";

export interface LiveReader {
  /** A change that the signed-in person may see, whoever made it. */
  changed: (change: Change) => void;
  /** More happened than is told: everything is to be asked again. */
  missed: () => void;
  /** The person's notifications may be others than before. */
  notified: () => void;
}

const shortest = 1_000;
const longest = 30_000;

/**
 * Follows the workspace's changes while the page is visible, and goes on where it was after a break. Answers how to stop.
 * A browser comes again by itself unless the server refuses; then the call of `me` finds out whether the session is over.
 */
export function followLive(reader: LiveReader): () => void {
  if (typeof EventSource === "undefined") return () => undefined;
  let source: EventSource | undefined;
  let position: string | undefined;
  let wait = shortest;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const heard = (event: MessageEvent<string>): void => {
    position = event.lastEventId;
    wait = shortest;
  };
  const close = (): void => {
    clearTimeout(timer);
    source?.close();
    source = undefined;
  };
  const refused = (): void => {
    close();
    void api.get("me").catch(() => undefined);
    timer = setTimeout(open, wait * (0.5 + Math.random() / 2));
    wait = Math.min(wait * 2, longest);
  };
  const open = (): void => {
    if (source !== undefined || document.visibilityState === "hidden") return;
    const opened = new EventSource(apiUrl("live", { after: position }));
    opened.addEventListener("ready", (event) => {
      heard(event);
      reader.notified();
    });
    opened.addEventListener("notifications", reader.notified);
    opened.addEventListener("reset", (event) => {
      heard(event);
      reader.missed();
    });
    opened.addEventListener("message", (event: MessageEvent<string>) => {
      heard(event);
      reader.changed(JSON.parse(event.data) as Change);
    });
    opened.addEventListener("error", () => {
      if (source === opened && opened.readyState === EventSource.CLOSED) refused();
    });
    source = opened;
  };
  const turned = (): void => (document.visibilityState === "hidden" ? close() : open());

  document.addEventListener("visibilitychange", turned);
  open();
  return () => {
    document.removeEventListener("visibilitychange", turned);
    close();
  };
}
