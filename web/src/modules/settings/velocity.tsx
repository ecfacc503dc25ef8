import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, asProblem, type PipelineVelocity, type StageVelocity } from "../../api";
import { formatDuration, formatNumber, i18n } from "../../i18n";
import { Button, cx, Select, Skeleton } from "../../ui";

interface VelocityProps {
  pipeline: string;
  name: string;
}

/** How long deals stood in each stage, and where they went; asked for only where somebody wants to see it. */
export function Velocity({ pipeline, name }: VelocityProps) {
  const [days, setDays] = useState("90");
  const [open, setOpen] = useState(false);
  const velocity = useQuery({
    queryKey: ["records", "deals", "velocity", pipeline, days],
    enabled: open,
    queryFn: ({ signal }) => api.get<PipelineVelocity>("pipeline/velocity", { query: { pipeline, days }, signal }),
  });
  const label = i18n._({ id: "settings.velocity", message: "How fast deals move" });
  return (
    <section className="flex flex-col gap-2" aria-label={`${label}: ${name}`}>
      <div className="flex flex-wrap items-center gap-2">
        <Button variant="quiet" size="small" aria-expanded={open} onClick={() => setOpen(!open)}>
          {label}
        </Button>
        {open && (
          <Select
            aria-label={i18n._({ id: "settings.velocity.days", message: "How far back" })}
            className="w-40"
            value={days}
            onChange={setDays}
            options={["30", "90", "365", "730"].map((value) => ({
              value,
              label: i18n._({
                id: "settings.velocity.last",
                message: "Last {days, plural, one {# day} other {# days}}",
                values: { days: Number(value) },
              }),
            }))}
          />
        )}
      </div>
      {velocity.error !== null && (
        <p role="alert" className="text-danger">
          {asProblem(velocity.error)?.message}
        </p>
      )}
      {open && velocity.data === undefined && velocity.error === null && <Skeleton className="h-32 w-full" />}
      {open && velocity.data !== undefined && <Stages stages={velocity.data.data} label={label} />}
    </section>
  );
}

function Stages({ stages, label }: { stages: readonly StageVelocity[]; label: string }) {
  const wide = "max-md:hidden";
  const columns: [string, string, (stage: StageVelocity) => string][] = [
    [
      i18n._({ id: "settings.velocity.stay", message: "Typical stay" }),
      "",
      ({ median }) => (median === null ? "–" : formatDuration(median) || "–"),
    ],
    [
      i18n._({ id: "settings.velocity.mean", message: "Average stay" }),
      wide,
      ({ mean }) => (mean === null ? "–" : formatDuration(mean) || "–"),
    ],
    [i18n._({ id: "settings.velocity.entered", message: "Came in" }), "", ({ entered }) => formatNumber(entered)],
    [i18n._({ id: "settings.velocity.further", message: "Went on" }), wide, ({ further }) => formatNumber(further)],
    [i18n._({ id: "settings.velocity.back", message: "Went back" }), wide, ({ back }) => formatNumber(back)],
    [i18n._({ id: "settings.velocity.won", message: "Won" }), "", ({ won }) => formatNumber(won)],
    [i18n._({ id: "settings.velocity.lost", message: "Lost" }), "", ({ lost }) => formatNumber(lost)],
  ];
  return (
    <table aria-label={label} className="w-full">
      <thead>
        <tr className="border-line border-b text-muted text-small">
          <th scope="col" className="h-8 pe-2 text-start font-normal">
            {i18n._({ id: "settings.velocity.stage", message: "Stage" })}
          </th>
          {columns.map(([column, room]) => (
            <th key={column} scope="col" className={cx("h-8 px-2 text-end font-normal last:pe-0", room)}>
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {stages.map((stage) => (
          <tr key={stage.stage.id} className="border-line border-b">
            <th scope="row" className="h-row pe-2 text-start font-normal">
              {stage.stage.title}
            </th>
            {columns.map(([column, room, figure]) => (
              <td key={column} className={cx("px-2 text-end tabular-nums last:pe-0", room)}>
                {figure(stage)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
