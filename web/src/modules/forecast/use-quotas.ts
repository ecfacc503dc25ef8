import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import type { Forecast, ForecastRow } from "../../api";
import { complain, openCreate, useGo, windowQuery } from "../../records";
import { quotaCondition } from "./search";

/** Opens what somebody is to sell: a new quota, the one there is, or the list of several. */
export function useQuotas(): (forecast: Forecast, row: ForecastRow | undefined) => Promise<void> {
  const client = useQueryClient();
  const router = useRouter();
  const go = useGo();
  return async (forecast, row) => {
    const where = quotaCondition(forecast, row);
    try {
      const { data } = await client.fetchQuery({
        ...windowQuery({ plural: "quotas", where, fields: ["name"] }, 2),
        staleTime: 0,
      });
      const [only] = data;
      if (data.length > 1)
        return void router.navigate({ to: "/$types", params: { types: "quotas" }, search: { where } });
      if (only !== undefined) return go.record("quotas", only.id);
      const whose = row?.of == null ? {} : { [forecast.by]: row.of };
      openCreate(
        "quota",
        { period: forecast.period.unit, starts_on: forecast.period.from, ...whose } as never,
        () => void client.invalidateQueries({ queryKey: ["sums", "deals"] }),
      );
    } catch (error) {
      complain(error);
    }
  };
}
