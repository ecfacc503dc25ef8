import { Link } from "@tanstack/react-router";
import { i18n } from "../../i18n";
import { PageHeader, TypeIcon } from "../../ui";
import type { ForecastSearch, ResultsSearch } from "./search";

interface ForecastHeaderProps {
  show: "forecast" | "results";
  /** The pipeline that counts, which stays when one looks from one to the other. */
  pipeline: string | undefined;
}

/** The bar of the forecast, and the way from what will come to what came. */
export function ForecastHeader({ show, pipeline }: ForecastHeaderProps) {
  const kept = pipeline === undefined ? {} : { pipeline };
  const results: ResultsSearch = { show: "results", ...kept };
  const title = i18n._({ id: "forecast.title", message: "Forecast" });
  return (
    <PageHeader icon={<TypeIcon name="target" />} title={title}>
      <nav aria-label={i18n._({ id: "forecast.parts", message: "Parts of the forecast" })} className="flex gap-1">
        <Part to={kept} current={show === "forecast"}>
          {i18n._({ id: "forecast.part.expected", message: "Expected" })}
        </Part>
        <Part to={results} current={show === "results"}>
          {i18n._({ id: "forecast.part.results", message: "Results" })}
        </Part>
      </nav>
    </PageHeader>
  );
}

interface PartProps {
  to: ForecastSearch | ResultsSearch;
  current: boolean;
  children: string;
}
function Part({ to, current, children }: PartProps) {
  return (
    <Link
      to="/forecast"
      search={to as never}
      activeOptions={{ exact: true, includeSearch: true }}
      activeProps={{}}
      aria-current={current ? "page" : undefined}
      className="flex h-control items-center rounded-control px-2 text-muted hover:text-fg aria-[current=page]:bg-hover aria-[current=page]:text-fg"
    >
      {children}
    </Link>
  );
}
