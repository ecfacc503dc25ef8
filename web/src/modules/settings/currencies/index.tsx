import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { api, type RatedCurrencies, type RatesImported } from "../../../api";
import { currencyName, formatDate, formatDateTime, i18n } from "../../../i18n";
import { Button, notify, Switch } from "../../../ui";
import { complain } from "../complain";
import { ListSection } from "../list-section";
import { Section } from "../section";
import { currenciesQuery } from "./calls";
import { RateDialog } from "./rate-dialog";
import { originText, RateHistory, rateText } from "./rate-history";

/** What other currencies are worth in the workspace's own. */
export function CurrenciesPage() {
  const query = useQuery(currenciesQuery);
  const [adding, setAdding] = useState(false);
  const [shown, setShown] = useState<string>();
  const base = query.data?.base ?? "";
  return (
    <>
      <ListSection
        title={i18n._({ id: "settings.rates", message: "Exchange rates" })}
        text={i18n._({
          id: "settings.rates.text",
          message:
            "Sums count other currencies by these rates. What is open is worth what the newest rate says; a deal that ended keeps the rate of its day.",
        })}
        add={{ label: i18n._({ id: "settings.rates.add", message: "Add a rate" }), onClick: () => setAdding(true) }}
        before={
          query.data !== undefined && (
            <p>
              {i18n._({
                id: "settings.rates.base",
                message: "This workspace counts in {base}.",
                values: { base: currencyName(base) },
              })}
            </p>
          )
        }
        query={query}
        none={i18n._({ id: "settings.rates.none", message: "No rates yet" })}
        noneText={i18n._({
          id: "settings.rates.none.text",
          message: "Amounts in another currency can be entered once it has a rate.",
        })}
        row={({ currency, newest, days }) => (
          <li key={currency} className="flex min-h-13 flex-wrap items-center gap-x-3 gap-y-1 py-1.5">
            <div className="min-w-0 grow basis-60">
              <p className="wrap-anywhere">
                {currencyName(currency)}{" "}
                <span className="tabular-nums">
                  {i18n._({
                    id: "settings.rates.is",
                    message: "1 {currency} = {rate} {base}",
                    values: { currency, rate: rateText(newest.rate), base },
                  })}
                </span>
              </p>
              <p className="text-muted text-small">
                {[formatDate(newest.day), originText(newest)].filter((part) => part !== "").join(" · ")}
              </p>
            </div>
            <Button
              size="small"
              aria-label={i18n._({
                id: "settings.rates.days_of",
                message: "{days, plural, one {# day} other {# days}} of {name}",
                values: { days, name: currencyName(currency) },
              })}
              onClick={() => setShown(currency)}
            >
              {i18n._({
                id: "settings.rates.days",
                message: "{days, plural, one {# day} other {# days}}",
                values: { days },
              })}
            </Button>
          </li>
        )}
      />
      {query.data !== undefined && <Sources kept={query.data} />}
      {query.data !== undefined && adding && (
        <RateDialog open onClose={() => setAdding(false)} base={base} currencies={query.data.currencies} />
      )}
      {shown !== undefined && <RateHistory currency={shown} base={base} onClose={() => setShown(undefined)} />}
    </>
  );
}

/** Where rates come from beside those that people type. */
function Sources({ kept }: { kept: RatedCurrencies }) {
  const client = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const act = async (call: () => Promise<void>) => {
    setBusy(true);
    try {
      await call();
    } catch (error) {
      complain(error);
    }
    await client.invalidateQueries({ queryKey: currenciesQuery.queryKey });
    setBusy(false);
  };
  const take = (file: File) =>
    act(async () => {
      const body = new Blob([file], { type: "application/octet-stream" });
      const { changed, currencies } = await api.post<RatesImported>("exchange_rates/import", body);
      notify({
        message: i18n._({
          id: "settings.rates.taken",
          message:
            "{changed, plural, =0 {All rates of the file were here already} one {# rate was taken in} other {# rates of {currencies, plural, one {# currency} other {# currencies}} were taken in}}",
          values: { changed, currencies },
        }),
      });
    });
  const asks = kept.provider !== null;
  return (
    <Section
      title={i18n._({ id: "settings.rates.sources", message: "Where rates come from" })}
      text={i18n._({
        id: "settings.rates.sources.text",
        message: "A rate that somebody typed or a file brought stays when the bank says otherwise.",
      })}
    >
      <Switch
        checked={asks}
        disabled={busy}
        onChange={(on) => void act(() => api.put("exchange_rates/provider", { provider: on ? "ecb" : null }))}
      >
        {i18n._({
          id: "settings.rates.ecb",
          message: "Fetch the rates of the European Central Bank every day",
        })}
      </Switch>
      {asks && kept.fetched_at !== null && (
        <p className="text-muted">
          {i18n._({
            id: "settings.rates.fetched",
            message: "Last fetched {when}",
            values: { when: formatDateTime(kept.fetched_at) },
          })}
        </p>
      )}
      {asks && kept.problem !== null && (
        <p role="alert" className="text-danger">
          {i18n._({
            id: "settings.rates.failed",
            message: "The last attempt failed: {problem}",
            values: { problem: kept.problem },
          })}
        </p>
      )}
      <input
        ref={input}
        type="file"
        accept=".csv,.xml,text/csv,text/xml"
        className="sr-only"
        tabIndex={-1}
        aria-label={i18n._({ id: "settings.rates.upload", message: "File of rates" })}
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = "";
          if (file !== undefined) void take(file);
        }}
      />
      <div className="flex flex-wrap items-center gap-3">
        <Button busy={busy} onClick={() => input.current?.click()}>
          {i18n._({ id: "settings.rates.import", message: "Take rates from a file" })}
        </Button>
        <p className="min-w-0 grow basis-60 text-muted">
          {i18n._({
            id: "settings.rates.import.text",
            message:
              "eurofxref from the European Central Bank (CSV or XML), or a CSV file with the columns currency, date and rate.",
          })}
        </p>
      </div>
    </Section>
  );
}
