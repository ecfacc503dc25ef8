import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Link, PersonWorkload, ProposedHandover, TerritoryWorkload, WorkloadFigures } from "../../../api";
import { typeNamed } from "../../../api";
import { formatMoney, formatNumber, i18n } from "../../../i18n";
import { offerUndo, pathOf, RecordLink, refreshEverything, useSchema } from "../../../records";
import { Button, Checkbox, cx, Dialog, Select, Skeleton } from "../../../ui";
import { complain } from "../complain";
import { handOver, workQuery } from "./calls";
import { fromNow } from "./words";

interface WorkDialogProps {
  territory: Link;
  onClose: () => void;
}

/** Who has how much in a territory, and what would even it out. */
export function WorkDialog({ territory, onClose }: WorkDialogProps) {
  const client = useQueryClient();
  const schema = useSchema();
  const type = typeNamed(schema, "territory");
  const mayMove = typeNamed(schema, "company")?.can.update === true;
  const [by, setBy] = useState("");
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [busy, setBusy] = useState(false);
  const { data: work, isFetching } = useQuery(workQuery(territory.id, by));
  const moves = work?.moves.filter(({ record }) => !left.has(record.id)) ?? [];
  const measures = [
    { value: "", label: i18n._({ id: "settings.territories.work.as_is", message: "Nothing, only look" }) },
    { value: "companies", label: i18n._({ id: "settings.territories.work.by_companies", message: "Companies" }) },
    { value: "leads", label: i18n._({ id: "settings.territories.work.by_leads", message: "Open leads" }) },
    { value: "deals", label: i18n._({ id: "settings.territories.work.by_deals", message: "Open deals" }) },
    { value: "amount", label: i18n._({ id: "settings.territories.work.by_amount", message: "What deals are worth" }) },
    { value: "tasks", label: i18n._({ id: "settings.territories.work.by_tasks", message: "Open tasks" }) },
  ];
  const move = async () => {
    setBusy(true);
    try {
      const { changeset, moved, refused } = await handOver(moves);
      await refreshEverything(client);
      const message = i18n._({
        id: "settings.territories.work.done",
        message:
          "Handed over {moved, number}{refused, plural, =0 {} one {, # record stayed where it is} other {, # records stayed where they are}}",
        values: { moved, refused: refused.length },
      });
      if (type !== undefined) offerUndo(client, message, pathOf(changeset), type);
      setBy("");
    } catch (error) {
      complain(error);
    }
    setBusy(false);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      width="large"
      title={i18n._({
        id: "settings.territories.work.title",
        message: "Workload in {name}",
        values: { name: territory.title },
      })}
      description={i18n._({
        id: "settings.territories.work.text",
        message: "What everybody has in it and in all inside it. Work is shared out among those who belong to it.",
      })}
      footer={
        mayMove && moves.length > 0 ? (
          <Button variant="primary" busy={busy} disabled={isFetching} onClick={() => void move()}>
            {i18n._({
              id: "settings.territories.work.hand_over",
              message: "Hand over {count, plural, one {this one} other {these #}}",
              values: { count: moves.length },
            })}
          </Button>
        ) : undefined
      }
    >
      <div className="flex flex-col gap-4">
        {mayMove && (
          <div className="flex flex-wrap items-center gap-2">
            <span id="work-by" className="text-muted">
              {i18n._({ id: "settings.territories.work.even", message: "Share out evenly" })}
            </span>
            <Select
              aria-labelledby="work-by"
              className="w-56"
              value={by}
              onChange={(next) => {
                setBy(next);
                setLeft(new Set());
              }}
              options={measures}
            />
          </div>
        )}
        {work === undefined ? <Skeleton className="h-40 w-full" /> : <Loads work={work} by={by} />}
        {work?.more === true && (
          <p className="text-muted text-small">
            {i18n._({ id: "settings.territories.latest_only", message: "Only the latest were looked at." })}
          </p>
        )}
        {by !== "" && work?.moves.length === 0 && (
          <p role="status">
            {i18n._({ id: "settings.territories.work.is_even", message: "It is shared out as evenly as it can be." })}
          </p>
        )}
        {work !== undefined && work.moves.length > 0 && (
          <ul
            aria-label={i18n._({ id: "settings.territories.work.moves", message: "What would go to whom" })}
            className="flex flex-col"
          >
            {work.moves.map((one) => (
              <Handover
                key={one.record.id}
                of={one}
                chosen={!left.has(one.record.id)}
                onChoose={(chosen) => {
                  const next = new Set(left);
                  if (chosen) next.delete(one.record.id);
                  else next.add(one.record.id);
                  setLeft(next);
                }}
              />
            ))}
          </ul>
        )}
      </div>
    </Dialog>
  );
}

const nobody = () => i18n._({ id: "settings.territories.work.nobody", message: "Nobody" });

const figuresOf = ["companies", "leads", "deals", "amount", "tasks"];

/** A phone has room for what is shared out and for deals. */
const room = (place: number, by: string) => {
  const figure = figuresOf[place] ?? "";
  return figure === by || figure === "amount" || (figure === "deals" && by === "") ? "" : "max-md:hidden";
};

function Loads({ work, by }: { work: TerritoryWorkload; by: string }) {
  const columns = [
    i18n._({ id: "settings.territories.effect.companies", message: "Companies" }),
    i18n._({ id: "settings.territories.effect.leads", message: "Leads" }),
    i18n._({ id: "settings.territories.effect.deals", message: "Open deals" }),
    i18n._({ id: "settings.territories.effect.amount", message: "Worth" }),
    i18n._({ id: "settings.territories.work.tasks", message: "Open tasks" }),
  ];
  return (
    <table
      aria-label={i18n._({ id: "settings.territories.work.people", message: "Who has how much" })}
      className="w-full"
    >
      <thead>
        <tr className="border-line border-b text-muted text-small">
          <th scope="col" className="h-8 pe-2 text-start font-normal">
            {i18n._({ id: "settings.territories.work.person", message: "Person" })}
          </th>
          {columns.map((column, place) => (
            <th
              key={column}
              scope="col"
              className={cx("h-8 whitespace-nowrap px-2 text-end font-normal last:pe-0", room(place, by))}
            >
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {work.data.map((load) => (
          <Load key={load.person?.id ?? ""} load={load} currency={work.currency} by={by} />
        ))}
      </tbody>
    </table>
  );
}

interface LoadProps {
  load: PersonWorkload;
  currency: string;
  by: string;
}

function Load({ load: { person, works, now, after }, currency, by }: LoadProps) {
  const figures = ({ companies, leads, deals, amount, tasks }: WorkloadFigures) => [
    formatNumber(companies),
    formatNumber(leads),
    formatNumber(deals),
    amount === null ? "–" : formatMoney({ amount, currency }),
    formatNumber(tasks),
  ];
  const then = figures(after);
  return (
    <tr className="border-line border-b">
      <th scope="row" className="h-row pe-2 text-start font-normal">
        {person?.title ?? nobody()}
        {!works && person !== null && (
          <span className="ms-2 text-muted text-small">
            {i18n._({ id: "settings.territories.work.elsewhere", message: "does not belong to it" })}
          </span>
        )}
      </th>
      {figures(now).map((figure, place) => (
        <td
          // biome-ignore lint/suspicious/noArrayIndexKey: the columns stand where they stand
          key={place}
          className={cx("px-2 text-end tabular-nums last:pe-0 md:whitespace-nowrap", room(place, by))}
        >
          {figure === then[place] ? figure : fromNow(figure, then[place] ?? "")}
        </td>
      ))}
    </tr>
  );
}

interface HandoverProps {
  of: ProposedHandover;
  chosen: boolean;
  onChoose: (chosen: boolean) => void;
}

function Handover({ of: { type, record, from, to, along }, chosen, onChoose }: HandoverProps) {
  const known = typeNamed(useSchema(), type);
  return (
    <li className="flex min-h-10 flex-wrap items-center gap-x-3 border-line border-b py-1.5">
      <Checkbox checked={chosen} onChange={onChoose} aria-label={record.title} />
      <span className="wrap-anywhere min-w-0 grow basis-40">
        {known === undefined ? (
          record.title
        ) : (
          <RecordLink of={known} id={record.id} className="hover:underline">
            {record.title}
          </RecordLink>
        )}
      </span>
      <span className="wrap-anywhere basis-48 font-medium">{fromNow(from?.title ?? nobody(), to.title)}</span>
      <span className="basis-full text-muted text-small sm:basis-48">
        {(along.deals > 0 || along.tasks > 0) &&
          i18n._({
            id: "settings.territories.work.along",
            message:
              "with {deals, plural, =0 {no deals} one {# deal} other {# deals}} and {tasks, plural, =0 {no tasks} one {# task} other {# tasks}}",
            values: { deals: along.deals, tasks: along.tasks },
          })}
      </span>
    </li>
  );
}
