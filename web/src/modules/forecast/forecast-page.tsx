import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { asProblem, type Forecast, type ForecastRow, typeNamed } from "../../api";
import { formatDate, i18n } from "../../i18n";
import { CreateDialog, DateBar, useMe, useSchema } from "../../records";
import { Button, EmptyState, Select, Skeleton, useCommands } from "../../ui";
import { ForecastCards } from "./forecast-cards";
import { ForecastHeader } from "./forecast-header";
import { ForecastTable } from "./forecast-table";
import { History } from "./history";
import { Moves } from "./moves";
import { PipelineChoice } from "./pipeline-choice";
import { Results } from "./results";
import {
  type ForecastSearch,
  forecastQuery,
  parseForecast,
  parseResults,
  type Side,
  sides,
  type Unit,
  units,
} from "./search";
import { SubmitDialog } from "./submit-dialog";
import { useQuotas } from "./use-quotas";
import { sideName, unitName } from "./words";

/** What deals will bring, or what came of them. */
export function ForecastPage() {
  const given = useSearch({ strict: false });
  const results = parseResults(given);
  return results === undefined ? <Expected search={parseForecast(given)} /> : <Results search={results} />;
}

/** What a period will bring, by who sells it, beside what they are to sell. */
function Expected({ search }: { search: ForecastSearch }) {
  const schema = useSchema();
  const navigate = useNavigate();
  const found = useQuery(forecastQuery(search));
  const problem = asProblem(found.error);
  const forecast = found.data;
  const mayPlan = typeNamed(schema, "quota")?.can.create === true;
  const setQuota = useQuotas();
  const me = useMe();
  const [submitted, setSubmitted] = useState<string>();
  const own = forecast?.data.find(({ of, words }) => of?.id === me.person.id && words?.may_submit === true);
  const open = forecast?.data.find(({ of }) => of !== null && of.id === submitted);

  const by = search.by ?? "person";
  const unit = search.unit ?? "quarter";
  const change = (changes: { [name in keyof ForecastSearch]: ForecastSearch[name] | undefined }) =>
    void navigate({ to: "/forecast", search: parseForecast({ ...search, ...changes }) });
  const turn = (day: string | undefined) => day !== undefined && change({ day, at: undefined });
  const title = i18n._({ id: "forecast.title", message: "Forecast" });
  const later = () => turn(forecast?.period.after);
  const earlier = () => turn(forecast?.period.before);
  const command = (id: string, label: string, keys: string, run: () => void) => ({
    id: `forecast.${id}`,
    group: title,
    label,
    keys,
    run,
  });
  useCommands([
    command("next", i18n._({ id: "forecast.later", message: "Later" }), "j", later),
    command("previous", i18n._({ id: "forecast.earlier", message: "Earlier" }), "k", earlier),
    command("today", i18n._({ id: "forecast.now", message: "The present period" }), "t", () =>
      change({ day: undefined, at: undefined }),
    ),
    ...units.map((one) => command(`unit.${one}`, unitName(one), one.charAt(0), () => change({ unit: one }))),
    ...(own === undefined ? [] : [command("submit", submitText(), "s", () => setSubmitted(me.person.id))]),
  ]);

  return (
    <>
      <title>{i18n._({ id: "forecast.page", message: "Forecast · Kith" })}</title>
      <ForecastHeader show="forecast" pipeline={search.pipeline} />
      <DateBar
        title={forecast === undefined ? title : periodText(forecast)}
        onBefore={earlier}
        onToday={() => change({ day: undefined, at: undefined })}
        onAfter={later}
      >
        <PipelineChoice pipeline={search.pipeline} onChange={(pipeline) => change({ pipeline })} />
        <span className="w-32">
          <Select<Side>
            aria-label={i18n._({ id: "forecast.by", message: "Rows" })}
            value={by}
            options={sides.map((one) => ({ value: one, label: sideName(one) }))}
            onChange={(side) => change({ by: side, of: undefined })}
          />
        </span>
        <span className="w-28">
          <Select<Unit>
            aria-label={i18n._({ id: "forecast.unit", message: "Period" })}
            value={unit}
            options={units.map((one) => ({ value: one, label: unitName(one) }))}
            onChange={(one) => change({ unit: one, at: undefined })}
          />
        </span>
        {own !== undefined && (
          <Button size="small" variant="primary" onClick={() => setSubmitted(me.person.id)}>
            {submitText()}
          </Button>
        )}
      </DateBar>
      <div
        className="flex min-h-0 grow flex-col gap-4 overflow-y-auto border-line border-t px-3 py-4 md:px-4"
        aria-busy={found.isFetching}
      >
        {problem !== undefined && (
          <p role="alert" className="flex items-center gap-2 text-danger">
            {problem.message}
            <Button size="small" onClick={() => void found.refetch()}>
              {i18n._({ id: "forecast.retry", message: "Try again" })}
            </Button>
          </p>
        )}
        {forecast === undefined ? (
          problem === undefined && <Skeleton className="h-64 w-full" />
        ) : (
          <>
            {search.at !== undefined && (
              <p role="status" className="flex flex-wrap items-center gap-2 rounded-panel bg-accent-bg px-3 py-2">
                {i18n._({
                  id: "forecast.as_of",
                  message: "Deals as they stood at the end of {day}, with the people and quotas of today.",
                  values: { day: formatDate(search.at) },
                })}
                <Button size="small" onClick={() => change({ at: undefined })}>
                  {i18n._({ id: "forecast.back_to_now", message: "Back to now" })}
                </Button>
              </p>
            )}
            <ForecastCards forecast={forecast} />
            {forecast.data.length === 0 ? (
              <EmptyState title={i18n._({ id: "forecast.none", message: "Nothing to forecast yet" })}>
                {i18n._({
                  id: "forecast.none_text",
                  message: "Deals show up here in the period of their close date.",
                })}
              </EmptyState>
            ) : (
              <ForecastTable
                forecast={forecast}
                onQuota={mayPlan && forecast.by !== "product" ? (row) => void setQuota(forecast, row) : undefined}
                onSubmit={(row) => setSubmitted(row.of?.id)}
              />
            )}
            {search.at === undefined && <Moves search={search} from={forecast.period.from} />}
            <History search={search} forecast={forecast} onOf={(of) => change({ of })} onAt={(at) => change({ at })} />
          </>
        )}
      </div>
      <CreateDialog />
      {forecast !== undefined && open !== undefined && hasName(open) && (
        <SubmitDialog forecast={forecast} row={open} onClose={() => setSubmitted(undefined)} />
      )}
    </>
  );
}

const hasName = (row: ForecastRow): row is ForecastRow & { of: NonNullable<ForecastRow["of"]> } => row.of !== null;

const submitText = () => i18n._({ id: "forecast.submit.button", message: "Submit forecast" });

function periodText({ period }: Forecast): string {
  return i18n._({
    id: "forecast.period",
    message: "{name} ({from} – {to})",
    values: { name: period.name, from: formatDate(period.from), to: formatDate(period.to) },
  });
}
