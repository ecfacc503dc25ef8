import type { QueryClient } from "@tanstack/react-query";
import type { Me, Schema } from "../../api";
import { meQuery, schemaQuery, typeNamed } from "../../api";
import { followLive } from "../../api/live";
import { isWriting, wroteLately } from "../../api/writes";
import { typeKey } from "./keys";
import { markShown } from "./marks";

/** What comes close together is asked for once, no list more often than once in `rhythm`, nor before its last answer came. */
const quiet = 100;
const rhythm = 1_000;

/**
 * Keeps what is on the screen as it is on the server: lists, boards and records of a type that someone changed are asked
 * again, and the rows are marked. What this tab wrote itself it shows already. Answers how to stop.
 */
export function keepFresh(client: QueryClient): () => void {
  const changed = new Map<string, Set<string>>();
  let last = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking = false;

  const later = (milliseconds: number): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      flush();
    }, milliseconds);
  };
  const soon = () => later(Math.max(quiet, last + rhythm - Date.now()));

  const flush = (): void => {
    // The answer to a write under way is newer than what would be asked now.
    if (isWriting() || asking) {
      later(quiet);
      return;
    }
    last = Date.now();
    asking = true;
    const types = [...changed.keys()];
    const ids = [...changed.values()].flatMap((of) => [...of]);
    changed.clear();
    void refresh(client, types).finally(() => {
      asking = false;
      // Once the answers are drawn.
      requestAnimationFrame(() => markShown(ids));
    });
  };

  const stop = followLive({
    changed: (change) => {
      const mine = change.by?.id === client.getQueryData<Me>(meQuery.queryKey)?.person.id;
      if (mine && (isWriting() || wroteLately(change.record.id))) return;
      const of = changed.get(change.type) ?? new Set();
      if (!mine) of.add(change.record.id);
      changed.set(change.type, of);
      soon();
    },
    missed: () => void refreshAll(client),
    notified: () => void ask(client, [["notifications"]]),
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}

function refreshAll(client: QueryClient): Promise<unknown> {
  return ask(client, [["records"], ["sums"], ["history"]]);
}

function ask(client: QueryClient, keys: readonly (readonly string[])[]): Promise<unknown> {
  return Promise.all(keys.map((queryKey) => client.invalidateQueries({ queryKey })));
}

// A record is shown in the lists of its type, and by its title or in formulas where others link to it.
function refresh(client: QueryClient, types: readonly string[]): Promise<unknown> {
  const schema = client.getQueryData<Schema>(schemaQuery.queryKey);
  const own = schema === undefined ? undefined : types.map((name) => typeNamed(schema, name));
  // A type that is not known was made meanwhile.
  if (schema === undefined || own?.includes(undefined) === true) {
    void client.invalidateQueries({ queryKey: schemaQuery.queryKey });
    return refreshAll(client);
  }
  const shown = schema.types.filter(
    (type) => types.includes(type.name) || type.fields.some((field) => field.to != null && types.includes(field.to)),
  );
  return ask(client, [...shown.flatMap(({ plural }) => [typeKey(plural), ["sums", plural]]), ["history"]]);
}
