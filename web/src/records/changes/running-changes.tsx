import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { Changeset } from "../../api";
import { typeNamed } from "../../api";
import { formatNumber, i18n } from "../../i18n";
import { Button, notify, ProgressBar } from "../../ui";
import { complain } from "../data/reason";
import { useMe, useSchema } from "../data/schema";
import { refreshEverything } from "../data/write";
import { useOpenChangeset } from "../navigation";
import { cancelChangeset, changesetsKey, isRunning, newestQuery, noteRunning, pathOf, takeEnded } from "./calls";
import { offerUndo, tellFailed } from "./offer-undo";
import { changesetTitle, runningTitle } from "./words";

/** One's own changes that go on in the background, below whatever page is shown. The end of each is told once. */
export default function RunningChanges() {
  const client = useQueryClient();
  const schema = useSchema();
  const me = useMe();
  const open = useOpenChangeset();
  const { data } = useQuery(newestQuery);

  useEffect(() => {
    const own = data?.data.filter((entry) => entry.by.id === me.person.id && !entry.dry_run) ?? [];
    for (const entry of own) {
      if (isRunning(entry)) noteRunning(entry.id);
      else if (takeEnded(entry.id)) tellEnd(entry);
    }
    function tellEnd(entry: Changeset) {
      void refreshEverything(client);
      const which = () => open(entry.id);
      if (entry.state === "failed") {
        const label = i18n._({ id: "records.changes.which", message: "See which" });
        notify({ tone: "danger", message: entry.problem ?? "", duration: 20_000, action: { label, run: which } });
        return;
      }
      tellFailed(entry.failed, "", which);
      const path = pathOf(entry.changed > 0 ? entry.id : null);
      offerUndo(client, changesetTitle(schema, entry), path, typeNamed(schema, entry.type ?? ""));
    }
  }, [data, me, client, schema, open]);

  const running =
    data?.data.filter((entry) => isRunning(entry) && entry.by.id === me.person.id && !entry.dry_run) ?? [];
  if (running.length === 0) return null;
  return (
    <ul
      aria-label={i18n._({ id: "records.changes.running", message: "Going on" })}
      className="shrink-0 divide-y divide-line border-line border-t"
    >
      {running.map((entry) => (
        <Running key={entry.id} entry={entry} title={runningTitle(schema, entry)} />
      ))}
    </ul>
  );
}

function Running({ entry, title }: { entry: Changeset; title: string }) {
  const client = useQueryClient();
  const stop = async () => {
    try {
      await cancelChangeset(entry.id);
    } catch (error) {
      complain(error);
    }
    await client.invalidateQueries({ queryKey: changesetsKey });
  };
  return (
    <li className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-1.5">
      <span className="min-w-0 truncate max-md:basis-full">{title}</span>
      <ProgressBar
        label={title}
        value={entry.total === 0 ? null : entry.done / entry.total}
        className="min-w-20 grow md:max-w-80"
      />
      <span className="text-muted text-small tabular-nums">
        {i18n._({
          id: "records.changes.progress",
          message: "{done} of {total}",
          values: { done: formatNumber(entry.done), total: formatNumber(entry.total) },
        })}
      </span>
      <span className="grow max-md:hidden" />
      <Button size="small" onClick={() => void stop()}>
        {i18n._({ id: "records.changes.stop", message: "Stop" })}
      </Button>
    </li>
  );
}
