import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { api, type ExchangeRate } from "../../../api";
import { currencyName, formatDate, formatNumber, i18n } from "../../../i18n";
import { personName } from "../../../records";
import { Button, Dialog, Skeleton } from "../../../ui";
import { complain } from "../complain";
import { RowMenu } from "../row-menu";
import { Rows } from "../section";
import { currenciesQuery, ratesQuery } from "./calls";
import { RateDialog } from "./rate-dialog";

interface RateHistoryProps {
  currency: string;
  base: string;
  onClose: () => void;
}

/** The rates of a currency day by day, to add to, change and remove. */
export function RateHistory({ currency, base, onClose }: RateHistoryProps) {
  const client = useQueryClient();
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(ratesQuery(currency));
  const [editing, setEditing] = useState<{ currency: string } & Partial<ExchangeRate>>();
  const remove = async (day: string) => {
    try {
      await api.delete(`exchange_rates/${currency}/${day}`);
    } catch (error) {
      complain(error);
    }
    await client.invalidateQueries({ queryKey: currenciesQuery.queryKey });
  };
  const name = currencyName(currency);
  return (
    <Dialog
      open
      onClose={onClose}
      title={i18n._({ id: "settings.rates.of", message: "Rates of {name}", values: { name } })}
      description={i18n._({
        id: "settings.rates.of.text",
        message: "What 1 {currency} is worth in {base}. A day without a rate takes the last one before.",
        values: { currency, base },
      })}
      footer={
        <>
          <Button icon={<Plus className="size-4" />} className="me-auto" onClick={() => setEditing({ currency })}>
            {i18n._({ id: "settings.rates.add", message: "Add a rate" })}
          </Button>
          <Button onClick={onClose}>{i18n._({ id: "settings.rates.close", message: "Close" })}</Button>
        </>
      }
    >
      {data === undefined ? (
        <Skeleton className="h-64" />
      ) : (
        <Rows label={i18n._({ id: "settings.rates.of", message: "Rates of {name}", values: { name } })}>
          {data.pages
            .flatMap((page) => page.data)
            .map((rate) => (
              <li key={rate.day} className="flex min-h-11 items-center gap-3 py-1">
                <span className="w-28 shrink-0">{formatDate(rate.day)}</span>
                <span className="tabular-nums">{rateText(rate.rate)}</span>
                <span className="min-w-0 grow truncate text-muted text-small">{originText(rate)}</span>
                <RowMenu
                  name={formatDate(rate.day)}
                  groups={[
                    {
                      items: [
                        {
                          label: i18n._({ id: "settings.rates.change", message: "Change the rate" }),
                          run: () => setEditing(rate),
                        },
                      ],
                    },
                    {
                      items: [
                        {
                          label: i18n._({ id: "settings.stages.remove", message: "Remove" }),
                          danger: true,
                          run: () => void remove(rate.day),
                        },
                      ],
                    },
                  ]}
                />
              </li>
            ))}
        </Rows>
      )}
      {hasNextPage && (
        <Button className="mt-3" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {i18n._({ id: "settings.rates.earlier", message: "Show earlier days" })}
        </Button>
      )}
      {editing !== undefined && (
        <RateDialog open onClose={() => setEditing(undefined)} base={base} currencies={[]} rate={editing} />
      )}
    </Dialog>
  );
}

/** A rate with the digits that say something. */
export const rateText = (rate: string) => formatNumber(rate, { maximumSignificantDigits: 8 });

export function originText({ origin, set_by }: ExchangeRate): string {
  switch (origin) {
    case "file":
      return i18n._({ id: "settings.rates.file", message: "From a file" });
    case "provider":
      return i18n._({ id: "settings.rates.provider", message: "Fetched" });
    default:
      return set_by === null ? "" : personName(set_by.title);
  }
}
