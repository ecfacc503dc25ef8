import { useEffect, useRef, useState } from "react";
import { asProblem, type SimulatedTerritory, type TerritorySimulation } from "../../../api";
import { formatMoney, formatNumber, i18n } from "../../../i18n";
import { Button } from "../../../ui";
import { Rows } from "../section";
import { TrialRow } from "../trial-row";
import { fromNow, nowhere } from "./words";

interface SimulationProps {
  /** Asks what would change. */
  ask: () => Promise<TerritorySimulation>;
}

/** What a change would move from where to where, before it is saved. */
export function Simulation({ ask }: SimulationProps) {
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState<TerritorySimulation>();
  const [refusal, setRefusal] = useState<string>();
  const answer = useRef<HTMLElement>(null);
  // It stands below what is on the screen.
  useEffect(() => {
    if (told !== undefined) answer.current?.scrollIntoView({ block: "start" });
  }, [told]);
  const run = async () => {
    setBusy(true);
    setRefusal(undefined);
    try {
      setTold(await ask());
    } catch (error) {
      const problem = asProblem(error);
      if (problem === undefined) throw error;
      setTold(undefined);
      setRefusal(problem.errors.map(({ message }) => message).join(" ") || problem.message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <section ref={answer} className="flex flex-col gap-3 border-line border-t pt-3">
      <Button className="self-start" busy={busy} onClick={() => void run()}>
        {i18n._({ id: "settings.territories.simulate", message: "See what would change" })}
      </Button>
      {refusal !== undefined && (
        <p role="alert" className="text-danger">
          {refusal}
        </p>
      )}
      {told !== undefined && (
        <div role="status" className="flex flex-col gap-3">
          <p>
            {i18n._({
              id: "settings.territories.would_move",
              message:
                "{count, plural, =0 {Nothing would lie elsewhere.} one {# record would lie elsewhere.} other {# records would lie elsewhere.}}",
              values: { count: told.moved },
            })}{" "}
            {told.more &&
              i18n._({ id: "settings.territories.latest_only", message: "Only the latest were looked at." })}
          </p>
          {told.data.length > 0 && <Effects told={told} />}
          {told.moves.length > 0 && <Moves told={told} />}
        </div>
      )}
    </section>
  );
}

function Effects({ told }: { told: TerritorySimulation }) {
  const columns = [
    i18n._({ id: "settings.territories.effect.companies", message: "Companies" }),
    i18n._({ id: "settings.territories.effect.leads", message: "Leads" }),
    i18n._({ id: "settings.territories.effect.deals", message: "Open deals" }),
    i18n._({ id: "settings.territories.effect.amount", message: "Worth" }),
  ];
  return (
    <table
      aria-label={i18n._({ id: "settings.territories.effects", message: "Territories before and after" })}
      className="w-full"
    >
      <thead>
        <tr className="border-line border-b text-muted text-small">
          <th scope="col" className="h-8 pe-2 text-start font-normal">
            {i18n._({ id: "settings.territories.effect.territory", message: "Territory" })}
          </th>
          {columns.map((column) => (
            <th key={column} scope="col" className="h-8 px-2 text-end font-normal last:pe-0">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {told.data.map((effect) => (
          <Effect key={effect.territory?.id ?? ""} effect={effect} currency={told.currency} />
        ))}
      </tbody>
    </table>
  );
}

function Effect({ effect: { territory, before, after }, currency }: { effect: SimulatedTerritory; currency: string }) {
  const money = (amount: string | null) => (amount === null ? "–" : formatMoney({ amount, currency }));
  const pairs: [string, string][] = [
    [formatNumber(before.companies), formatNumber(after.companies)],
    [formatNumber(before.leads), formatNumber(after.leads)],
    [formatNumber(before.deals), formatNumber(after.deals)],
    [money(before.amount), money(after.amount)],
  ];
  return (
    <tr className="border-line border-b">
      <th scope="row" className="h-row pe-2 text-start font-normal">
        {territory?.title ?? i18n._({ id: "settings.territories.in_none", message: "In none" })}
      </th>
      {pairs.map(([from, to], place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the columns stand where they stand
        <td key={place} className="px-2 text-end tabular-nums last:pe-0">
          {from === to ? <span className="text-muted">{to}</span> : fromNow(from, to)}
        </td>
      ))}
    </tr>
  );
}

const shown = 50;

function Moves({ told }: { told: TerritorySimulation }) {
  return (
    <Rows label={i18n._({ id: "settings.territories.would_lie", message: "What would lie elsewhere" })}>
      {told.moves.slice(0, shown).map(({ type, record, from, to }) => (
        <TrialRow
          key={record.id}
          type={type}
          record={record}
          then={fromNow(from?.title ?? nowhere(), to?.title ?? nowhere())}
          why={false}
        />
      ))}
    </Rows>
  );
}
