import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type TriedRecord, typeNamed } from "../../../api";
import { i18n } from "../../../i18n";
import { offerUndo, pathOf, refreshEverything, useSchema } from "../../../records";
import { Button, EmptyState, Select } from "../../../ui";
import { complain } from "../complain";
import { Rows, Section } from "../section";
import { TrialRow } from "../trial-row";
import { place, tryOut } from "./calls";
import { fromNow, nowhere } from "./words";

const types = ["company", "lead", "deal"] as const;

interface Tried {
  type: string;
  records: readonly TriedRecord[];
}

/** Where the latest records would lie by the territories as they are, and where two of them fit; nothing is moved. */
export function TerritoryTrialSection() {
  const schema = useSchema();
  const client = useQueryClient();
  const [type, setType] = useState<string>("company");
  const [tried, setTried] = useState<Tried>();
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    try {
      setTried({ type, records: (await tryOut(typeNamed(schema, type)?.plural ?? "")).data });
    } catch (error) {
      complain(error);
    }
    setBusy(false);
  };
  const moving = tried?.records.filter(({ now, then }) => now?.id !== then?.id) ?? [];
  const move = async () => {
    const of = typeNamed(schema, tried?.type ?? "");
    if (of === undefined) return;
    setBusy(true);
    try {
      const ids = moving.map(({ record }) => record.id);
      const { changeset, done } = await place(of.plural, ids);
      await refreshEverything(client);
      const message = i18n._({
        id: "settings.territories.moved",
        message: "Moved {count, plural, one {# record} other {# records}}",
        values: { count: done },
      });
      offerUndo(client, message, pathOf(changeset), of);
      setTried(undefined);
    } catch (error) {
      complain(error);
    }
    setBusy(false);
  };
  const telling = tried?.records.filter((one) => one.rival !== null || one.now?.id !== one.then?.id);
  return (
    <Section
      title={i18n._({ id: "settings.territories.trial", message: "Try them out" })}
      text={i18n._({
        id: "settings.territories.trial_text",
        message: "See which of the latest 100 would lie elsewhere, and where two territories fit, before any is moved.",
      })}
    >
      <div className="flex flex-wrap gap-2">
        <Select
          aria-label={i18n._({ id: "settings.territories.trial_type", message: "What to try them on" })}
          className="w-40"
          value={type}
          onChange={setType}
          options={types.map((one) => ({ value: one, label: typeNamed(schema, one)?.plural_label ?? one }))}
        />
        <Button busy={busy} onClick={() => void run()}>
          {i18n._({ id: "settings.territories.try", message: "Try the territories" })}
        </Button>
      </div>
      {telling?.length === 0 && (
        <EmptyState
          title={i18n._({
            id: "settings.territories.trial_none",
            message: "All of them lie where they belong, and no two territories fit the same",
          })}
        />
      )}
      {tried !== undefined && telling !== undefined && telling.length > 0 && (
        <div role="status">
          <Rows label={i18n._({ id: "settings.territories.tried", message: "Where they would lie" })}>
            {telling.map((one) => (
              <Row key={one.record.id} type={tried.type} tried={one} />
            ))}
          </Rows>
          {moving.length > 0 && (
            <Button className="mt-3" variant="primary" busy={busy} onClick={() => void move()}>
              {i18n._({
                id: "settings.territories.move_these",
                message: "Move {count, plural, one {this record} other {these # records}}",
                values: { count: moving.length },
              })}
            </Button>
          )}
        </div>
      )}
    </Section>
  );
}

function Row({ type, tried }: { type: string; tried: TriedRecord }) {
  const now = tried.now?.title ?? nowhere();
  const then = tried.then?.title ?? nowhere();
  return (
    <TrialRow
      type={type}
      record={tried.record}
      then={now === then ? now : fromNow(now, then)}
      why={
        tried.rival !== null &&
        i18n._({
          id: "settings.territories.rival",
          message: "“{name}” fits as well. Give one of them a higher priority.",
          values: { name: tried.rival.title },
        })
      }
    />
  );
}
